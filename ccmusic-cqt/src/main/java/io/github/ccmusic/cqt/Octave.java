package io.github.ccmusic.cqt;

import io.github.ccmusic.cqt.audio.FilterBank;
import io.github.ccmusic.cqt.audio.RateFilter;
import org.jspecify.annotations.Nullable;

/** One octave of a constant-Q transform: its kernels at every hop, and the signal passed on to the octave below. */
final class Octave {
    /** Frames computed together: long enough for vectors, few enough for the cache. */
    private static final int FRAMES = 256;

    private static final int LEAST_FRAMES = 64;
    private static final int CACHED_SAMPLES = 1 << 18;

    private final FilterBank kernels;
    private final int hop;
    private final int lowestBin;
    private final @Nullable RateFilter toNext;

    /**
     * Makes an octave. Frames are centred on their hop: half a frame of zeros comes before the signal.
     *
     * @param toNext what the signal goes through on its way to the octave below; null if it stays as it is
     */
    Octave(Wavelets wavelets, int hop, int lowestBin, @Nullable RateFilter toNext) {
        float[][] taps = wavelets.taps();
        int length = wavelets.frameLength();
        int frames = Math.max(LEAST_FRAMES, Math.min(FRAMES, CACHED_SAMPLES / length));
        this.kernels = new FilterBank(hop, length / 2, taps, new int[taps.length], frames);
        this.hop = hop;
        this.lowestBin = lowestBin;
        this.toNext = toNext;
    }

    /** Receives the coefficients of one bin in some frames; it may write to the arrays. */
    interface Sink {
        void accept(int bin, float[] real, float[] imaginary, int firstFrame, int count);
    }

    /** Starts on a new signal; {@code below} is at work on the octave below, null if there is none. */
    Run start(Sink sink, @Nullable Run below) {
        return new Run(sink, below);
    }

    /** One signal on its way through this octave and those below. */
    final class Run {
        private final FilterBank.Run frames;
        private final RateFilter.@Nullable Run filter;
        private final @Nullable Run below;
        private long samples;

        private Run(Sink sink, @Nullable Run below) {
            this.below = below;
            this.frames = kernels.start((outputs, first, count) -> {
                for (int k = 0; 2 * k < outputs.length; k++) {
                    sink.accept(lowestBin + k, outputs[2 * k], outputs[2 * k + 1], Math.toIntExact(first), count);
                }
            });
            this.filter = toNext == null || below == null
                    ? null
                    : toNext.start((signal, count) -> below.push(signal, 0, count));
        }

        void push(float[] signal, int offset, int length) {
            samples += length;
            frames.push(signal, offset, length);
            if (filter != null) {
                filter.push(signal, offset, length);
            } else if (below != null) {
                below.push(signal, offset, length);
            }
        }

        void finish() {
            frames.finish(1 + samples / hop);
            if (filter != null) {
                filter.finish();
            }
            if (below != null) {
                below.finish();
            }
        }
    }
}
