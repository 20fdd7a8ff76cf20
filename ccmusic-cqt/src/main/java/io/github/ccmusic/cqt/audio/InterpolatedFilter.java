package io.github.ccmusic.cqt.audio;

import java.util.Arrays;

/**
 * Resampling between rates without a small common measure, such as 22 255 Hz to 22 050 Hz: the filter is tabulated at
 * {@value #PHASES} phases, and an output lies on the straight line between the answers of two neighbours. What that costs in
 * accuracy, (π / phases)² / 8 of the highest frequency, is 106 dB below it. Outputs lie where libsoxr's clock says, which at such
 * rates is late or early by a sample in some days: after half a minute, that is already -80 dB of the highest frequency.
 */
final class InterpolatedFilter implements RateFilter {
    private static final int PHASES = 512;
    private static final int BLOCK = 4096;

    private final int from;
    private final int to;
    private final SoxrStages.Clock clock;
    private final int reach;
    private final float[][] taps;

    InterpolatedFilter(SoxrResponse response, SoxrStages.Clock clock, int from, int to, double gain) {
        this.from = from;
        this.to = to;
        this.clock = clock;
        this.reach = response.reach();
        this.taps = new float[PHASES + 1][];
        for (int phase = 0; phase <= PHASES; phase++) {
            taps[phase] = response.taps(phase / (double) PHASES, gain);
        }
    }

    @Override
    public Run start(Sink sink) {
        return new Interpolating(sink);
    }

    private final class Interpolating implements Run {
        private final Sink sink;
        private final int span = 2 * reach + 1;
        private final float[] window = new float[span + BLOCK];
        private final float[] outputs = new float[1 + (int) (((long) BLOCK + 1) * to / from)];

        /** Where the next output lies behind window[reach], in parts of an input sample of which clock.unit() are one. */
        private long position;

        private int filled = reach;
        private long inputs;
        private long produced;

        Interpolating(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void push(float[] samples, int offset, int length) {
            inputs += length;
            int at = offset;
            for (int end = offset + length; at < end; ) {
                int n = Math.min(end - at, window.length - filled);
                System.arraycopy(samples, at, window, filled, n);
                filled += n;
                at += n;
                if (filled == window.length) {
                    block(Long.MAX_VALUE);
                }
            }
        }

        @Override
        public void finish() {
            long total = PolyphaseFilter.ceilDiv(inputs * to, from);
            while (produced < total) {
                Arrays.fill(window, filled, window.length, 0);
                block(total);
            }
        }

        /** Gives out what lies in the first BLOCK samples of the window. */
        private void block(long total) {
            int count = 0;
            long unit = clock.unit();
            for (; produced < total; produced++, count++) {
                int at = (int) (position / unit);
                if (at >= BLOCK) {
                    break;
                }
                double phase = (double) (position % unit) / unit * PHASES;
                int lower = (int) phase;
                float weight = (float) (phase - lower);
                float a = dot(taps[lower], at);
                float b = dot(taps[lower + 1], at);
                outputs[count] = a + weight * (b - a);
                position += clock.step();
            }
            sink.accept(outputs, count);
            System.arraycopy(window, BLOCK, window, 0, span);
            position -= BLOCK * unit;
            filled = span;
        }

        /** Four sums at a time, since a processor waits for the one before. */
        private float dot(float[] h, int at) {
            float a = 0, b = 0, c = 0, d = 0;
            int i = 0;
            for (; i + 3 < span; i += 4) {
                a += h[i] * window[at + i];
                b += h[i + 1] * window[at + i + 1];
                c += h[i + 2] * window[at + i + 2];
                d += h[i + 3] * window[at + i + 3];
            }
            for (; i < span; i++) {
                a += h[i] * window[at + i];
            }
            return (a + b) + (c + d);
        }
    }
}
