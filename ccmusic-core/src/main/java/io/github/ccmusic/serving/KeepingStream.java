package io.github.ccmusic.serving;

import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;

/** A stream that keeps what passes through it, unless that is too long to be kept. */
final class KeepingStream implements AudioStream {
    private final AudioStream source;
    private final KeptSound kept;
    private final double maxSamples;
    private boolean whole;
    private boolean tooLong;

    KeepingStream(AudioStream source, KeptSound kept, double maxSamples) {
        this.source = source;
        this.kept = kept;
        this.maxSamples = maxSamples;
    }

    @Override
    public int sampleRateHz() {
        return source.sampleRateHz();
    }

    @Override
    public int read(float[] buffer, int offset, int wanted) throws IOException {
        int n = source.read(buffer, offset, wanted);
        if (n < 0) {
            whole = true;
        } else if (!tooLong && (kept.length() + n > maxSamples || !kept.add(buffer, offset, n))) {
            tooLong = true;
            // At once: others may have room for theirs.
            kept.release();
        }
        return n;
    }

    /** Whether all of the stream has passed and is kept. */
    boolean isKept() {
        return whole && !tooLong;
    }

    /** Ends the keeping. */
    void release() {
        if (!tooLong) {
            tooLong = true;
            kept.release();
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
