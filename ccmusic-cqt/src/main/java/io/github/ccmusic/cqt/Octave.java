package io.github.ccmusic.cqt;

import io.github.ccmusic.cqt.audio.FilterBank;
import io.github.ccmusic.cqt.audio.RateFilter;
import org.jspecify.annotations.Nullable;

/** One octave of a constant-Q transform: its kernels at every hop, and the halved signal passed on to the octave below. */
final class Octave {
    /** Frames computed together: long enough for vectors, few enough for the cache. */
    private static final int FRAMES = 512;

    private final FilterBank kernels;
    private final int hop;
    private final int lowestBin;

    private Octave(FilterBank kernels, int hop, int lowestBin) {
        this.kernels = kernels;
        this.hop = hop;
        this.lowestBin = lowestBin;
    }

    /** Frames are centred on their hop: half a frame of zeros comes before the signal. */
    static Octave of(Wavelets wavelets, int hop, int lowestBin) {
        float[][] taps = wavelets.taps();
        int padding = wavelets.frameLength() / 2;
        return new Octave(new FilterBank(hop, padding, taps, new int[taps.length], FRAMES), hop, lowestBin);
    }

    /** Receives the coefficients of one bin in some frames; it may write to the arrays. */
    interface Sink {
        void accept(int bin, float[] real, float[] imaginary, int firstFrame, int count);
    }

    /** @param below receives the signal at half the rate; null for the lowest octave, as is the filter */
    Run start(Sink sink, @Nullable RateFilter halving, @Nullable Run below) {
        return new Run(sink, halving, below);
    }

    /** One signal on its way through this octave and those below. */
    final class Run {
        private final FilterBank.Run frames;
        private final RateFilter.@Nullable Run halved;
        private final @Nullable Run below;
        private long samples;

        private Run(Sink sink, @Nullable RateFilter halving, @Nullable Run below) {
            this.below = below;
            this.frames = kernels.start((outputs, first, count) -> {
                for (int k = 0; 2 * k < outputs.length; k++) {
                    sink.accept(lowestBin + k, outputs[2 * k], outputs[2 * k + 1], Math.toIntExact(first), count);
                }
            });
            this.halved = halving == null || below == null
                    ? null
                    : halving.start((signal, count) -> below.push(signal, 0, count));
        }

        void push(float[] signal, int offset, int length) {
            samples += length;
            frames.push(signal, offset, length);
            if (halved != null) {
                halved.push(signal, offset, length);
            }
        }

        long samples() {
            return samples;
        }

        void finish() {
            frames.finish(1 + samples / hop);
            if (halved != null && below != null) {
                halved.finish();
                below.finish();
            }
        }
    }
}
