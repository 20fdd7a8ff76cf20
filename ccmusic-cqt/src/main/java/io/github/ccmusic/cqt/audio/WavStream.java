package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The samples of a WAV file, read as they are asked for. */
final class WavStream extends CheckedStream {
    private final SeekableByteChannel channel;
    private final WavHeader header;
    private final PcmDecoder decoder;
    private long framesLeft;

    /** Those that were there when the file was opened. */
    private long framesLost;

    /** Takes the channel over: closing the stream closes it. */
    WavStream(SeekableByteChannel channel, WavHeader header, @Nullable Path file) throws IOException {
        super(file);
        this.channel = channel.position(header.dataStart());
        this.header = header;
        this.decoder = new PcmDecoder(file, header.type(), header.channels());
        this.framesLeft = header.frames();
    }

    @Override
    public int sampleRateHz() {
        return header.sampleRateHz();
    }

    @Override
    int next(float[] buffer, int offset, int length) throws IOException {
        if (framesLeft == 0) {
            return -1;
        }
        int frames = (int) Math.min(framesLeft, decoder.framesFor(length));
        ByteBuffer bytes = decoder.bytes().clear().limit(frames * decoder.bytesPerFrame());
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
        // A file that shrinks while it is read ends early.
        int read = bytes.position() / decoder.bytesPerFrame();
        if (read == 0 && length > 0) {
            framesLost = framesLeft;
            framesLeft = 0;
            return -1;
        }
        decoder.decode(read, buffer, offset);
        framesLeft -= read;
        return read;
    }

    @Override
    public long skip(long samples) throws IOException {
        check();
        long passed = Math.max(0, Math.min(samples, framesLeft));
        channel.position(channel.position() + passed * decoder.bytesPerFrame());
        framesLeft -= passed;
        return passed;
    }

    @Override
    public Optional<String> damage() {
        return Damage.of(header.frames() - framesLost, header.framesAnnounced(), header.sampleRateHz());
    }

    @Override
    void release() throws IOException {
        channel.close();
    }

    /** The format, for logs. */
    @Override
    public String toString() {
        return "WAV as " + header.type() + ", " + header.channels() + " channels";
    }
}
