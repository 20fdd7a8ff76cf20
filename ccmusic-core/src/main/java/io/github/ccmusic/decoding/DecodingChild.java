package io.github.ccmusic.decoding;

import io.github.ccmusic.cqt.audio.AudioFileException;
import io.github.ccmusic.cqt.audio.AudioReader;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.process.WorkerChild;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The worker that decodes: one recording at a time. */
final class DecodingChild implements WorkerChild.Work {
    private static final int BLOCK_SAMPLES = 1 << 16;

    private final float[] samples = new float[BLOCK_SAMPLES];
    private final ByteBuffer block =
            ByteBuffer.allocate(BLOCK_SAMPLES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** FFmpeg's wrapper leaves a megabyte of native memory with each recording to the collector, which has little else to do here. */
    private static final int RECORDINGS_A_COLLECTION = 16;

    private @Nullable AudioStream stream;
    private int closed;

    public static void main(String[] args) {
        DecodingChild decoder = new DecodingChild();
        loadDecoders();
        WorkerChild.serve(decoder);
    }

    /** Has FFmpeg's library loaded before it is needed: what begins like a recording is enough for that. */
    static void loadDecoders() {
        byte[] noRecording = Arrays.copyOf("fLaC".getBytes(StandardCharsets.US_ASCII), 100);
        try {
            AudioReader.open(new ByteArrayInputStream(noRecording)).close();
        } catch (IOException e) {
            // If the library is the cause, each recording will say so.
        }
    }

    @Override
    public ByteBuffer answer(ByteBuffer request) throws IOException {
        DecodingRequest wanted = DecodingRequest.read(request);
        try {
            return switch (wanted.verb()) {
                case OPEN -> open(Path.of(wanted.file()));
                case NEXT -> next();
                case DAMAGE -> StandardCharsets.UTF_8.encode(opened().damage().orElse(""));
                case CLOSE -> close();
            };
        } catch (AudioFileException e) {
            // The name is that of a copy; whoever asked knows the right one.
            String message = String.valueOf(e.getMessage());
            String prefix = e.file() + ": ";
            throw new IOException(message.startsWith(prefix) ? message.substring(prefix.length()) : message, e);
        }
    }

    private ByteBuffer open(Path file) throws IOException {
        close();
        stream = AudioReader.open(file);
        return ByteBuffer.allocate(Integer.BYTES).putInt(stream.sampleRateHz()).flip();
    }

    private AudioStream opened() throws IOException {
        if (stream == null) {
            throw new IOException("no recording is open");
        }
        return stream;
    }

    private ByteBuffer next() throws IOException {
        AudioStream from = opened();
        int length = 0;
        for (int n; length < BLOCK_SAMPLES && (n = from.read(samples, length, BLOCK_SAMPLES - length)) >= 0; ) {
            length += n;
        }
        block.clear().asFloatBuffer().put(samples, 0, length);
        return block.limit(length * Float.BYTES);
    }

    private ByteBuffer close() throws IOException {
        AudioStream ended = stream;
        stream = null;
        if (ended != null) {
            ended.close();
            if (++closed % RECORDINGS_A_COLLECTION == 0) {
                System.gc();
            }
        }
        return ByteBuffer.allocate(0);
    }
}
