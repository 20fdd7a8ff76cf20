package io.github.ccmusic.decoding;

import io.github.ccmusic.cqt.audio.AudioFileException;
import io.github.ccmusic.cqt.audio.AudioReader;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.process.WorkerChild;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ServiceLoader;
import javax.sound.sampled.spi.AudioFileReader;
import org.jspecify.annotations.Nullable;

/** The worker that decodes: one recording at a time. */
final class DecodingChild implements WorkerChild.Work {
    private static final int BLOCK_SAMPLES = 1 << 16;

    private final float[] samples = new float[BLOCK_SAMPLES];
    private final ByteBuffer block =
            ByteBuffer.allocate(BLOCK_SAMPLES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private @Nullable AudioStream stream;

    public static void main(String[] args) {
        DecodingChild decoder = new DecodingChild();
        loadDecoders();
        WorkerChild.serve(decoder);
    }

    /** Has the decoders' native code loaded before it is needed. */
    static void loadDecoders() {
        ServiceLoader.load(AudioFileReader.class).forEach(reader -> {});
    }

    @Override
    public ByteBuffer answer(ByteBuffer request) throws IOException {
        DecodingRequest wanted = DecodingRequest.read(request);
        try {
            return switch (wanted.verb()) {
                case OPEN -> open(Path.of(wanted.file()));
                case NEXT -> next();
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

    private ByteBuffer next() throws IOException {
        if (stream == null) {
            throw new IOException("no recording is open");
        }
        int length = 0;
        for (int n; length < BLOCK_SAMPLES && (n = stream.read(samples, length, BLOCK_SAMPLES - length)) >= 0; ) {
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
        }
        return ByteBuffer.allocate(0);
    }
}
