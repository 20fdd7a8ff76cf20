package io.github.ccmusic.cqt.audio;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** A stream that closes, after itself, what it stands on. */
record OwningStream(AudioStream stream, Closeable needed) implements AudioStream {
    @Override
    public int sampleRateHz() {
        return stream.sampleRateHz();
    }

    @Override
    public int read(float[] buffer, int offset, int length) throws IOException {
        return stream.read(buffer, offset, length);
    }

    @Override
    public long skip(long samples) throws IOException {
        return stream.skip(samples);
    }

    @Override
    public Optional<String> damage() {
        return stream.damage();
    }

    @Override
    public void close() throws IOException {
        try (needed) {
            stream.close();
        }
    }

    @Override
    public String toString() {
        return stream.toString();
    }
}
