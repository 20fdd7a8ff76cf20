package io.github.ccmusic.cqt.audio;

/**
 * Brings a signal from one sampling rate to another, block by block; for analyses that use several rates at once, as the octaves
 * of a constant-Q transform do. To bring a whole clip or stream to a rate, {@link Resampler} is simpler.
 *
 * <p>A filter is immutable; each signal has its own {@link Run}, which belongs to one thread.
 */
public interface RateFilter {
    /** The filter that divides a rate by a whole number, and multiplies the signal with a gain on the way. */
    static RateFilter decimating(int factor, double gain) {
        return between(factor, 1, gain);
    }

    /** The filter from one rate to another, which multiplies the signal with a gain on the way. */
    static RateFilter between(int fromHz, int toHz, double gain) {
        return SoxrEnds.between(fromHz, toHz, gain);
    }

    /** Receives the samples at the new rate, block by block. */
    @FunctionalInterface
    interface Sink {
        /** Takes the first {@code count} samples of an array that is reused for the next block. */
        void accept(float[] samples, int count);
    }

    /** One signal on its way to the new rate. */
    interface Run {
        /** Takes the next samples of the signal. */
        void push(float[] samples, int offset, int length);

        /** Ends the signal; all its samples, ceil(n · to / from) of them, have then been given out. */
        void finish();
    }

    /** Starts on a new signal. */
    Run start(Sink sink);
}
