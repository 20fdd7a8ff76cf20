package io.github.ccmusic;

import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** A part of a recording. What comes before it is passed over, what comes after it is not read. */
final class Section implements AudioStream {
    private final AudioStream source;
    private final Duration from;
    private final long firstSample;
    private long toSkip;
    private long left;

    /**
     * Takes the source over: closing the section closes it.
     *
     * @throws IllegalArgumentException if {@code from} is negative or {@code length} not positive
     */
    Section(AudioStream source, Duration from, Duration length) {
        this.source = source;
        this.from = from;
        this.firstSample = samples(from, source.sampleRateHz());
        this.toSkip = firstSample;
        this.left = Math.max(1, samples(length, source.sampleRateHz()));
    }

    static void requirePart(Duration from, Duration length) {
        if (from.isNegative()) {
            throw new IllegalArgumentException("from must not be negative: " + from);
        }
        if (length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException("length must be positive: " + length);
        }
    }

    @Override
    public int sampleRateHz() {
        return source.sampleRateHz();
    }

    @Override
    public int read(float[] buffer, int offset, int length) throws IOException {
        skip();
        if (left == 0) {
            return -1;
        }
        int n = source.read(buffer, offset, (int) Math.min(length, left));
        if (n > 0) {
            left -= n;
        }
        return n;
    }

    private void skip() throws IOException {
        if (toSkip == 0) {
            return;
        }
        toSkip -= source.skip(toSkip);
        if (toSkip > 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the recording ends after %.1f s, before the section that begins at %.1f s",
                    (firstSample - toSkip) / (double) sampleRateHz(),
                    from.toMillis() / 1e3));
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    /** Rounded to the nearest; a duration past what a long can count is as good as endless. */
    private static long samples(Duration duration, int rate) {
        double samples = (duration.getSeconds() + duration.getNano() / 1e9) * rate;
        return Math.round(samples);
    }
}
