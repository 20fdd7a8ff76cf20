package io.github.ccmusic.serving;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long calls took, counted in steps of a sixteenth of an octave, so that a quantile is exact to 4.5 %. Any number of threads
 * record without a lock.
 */
final class LatencyHistogram {
    private static final int PER_OCTAVE = 16;

    /** 2⁴⁶ ns are 19 hours. */
    private static final int OCTAVES = 46;

    private final AtomicLongArray counts = new AtomicLongArray(PER_OCTAVE * OCTAVES);

    void record(long nanos) {
        double octave = Math.log((double) Math.max(1, nanos)) / Math.log(2);
        counts.incrementAndGet(Math.min(counts.length() - 1, (int) (PER_OCTAVE * octave)));
    }

    long count() {
        long count = 0;
        for (int i = 0; i < counts.length(); i++) {
            count += counts.get(i);
        }
        return count;
    }

    /** The time that a share of the calls stayed under; zero if there were none. */
    Duration quantile(double share) {
        long wanted = (long) Math.ceil(share * count());
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= wanted && seen > 0) {
                return Duration.ofNanos((long) Math.pow(2, (i + 1.0) / PER_OCTAVE));
            }
        }
        return Duration.ZERO;
    }
}
