package io.github.ccmusic.cqt.audio;

import java.math.BigInteger;

/**
 * Resampling by a ratio of small whole numbers: output m lies at the input time m · down / up, so that there are
 * {@code up} different filters, one for each residue of m, each evaluated at every {@code down}-th sample.
 */
final class PolyphaseFilter implements RateFilter {
    /** Samples in the rows of a block, as far as vectors of reasonable length allow: what a second-level cache holds. */
    private static final int BLOCK = 1 << 18;

    /** Filters at least, so that dealing samples out to rows is little beside the filtering. */
    private static final int FILTERS = 32;

    private final FilterBank bank;
    private final int up;
    private final int down;

    private PolyphaseFilter(FilterBank bank, int up, int down) {
        this.bank = bank;
        this.up = up;
        this.down = down;
    }

    /** Designs the filters for a ratio, of which each output is multiplied by a gain. */
    static PolyphaseFilter of(SoxrResponse response, int fromHz, int toHz, double gain) {
        int common = BigInteger.valueOf(fromHz).gcd(BigInteger.valueOf(toHz)).intValue();
        int repeats = Math.max(1, FILTERS * common / toHz);
        int up = toHz / common * repeats;
        int down = fromHz / common * repeats;
        float[][] taps = new float[up][];
        int[] offsets = new int[up];
        for (int phase = 0; phase < up; phase++) {
            long position = (long) phase * down;
            offsets[phase] = (int) (position / up);
            taps[phase] = response.taps(position % up / (double) up, gain);
        }
        int rows = down + 2 * response.reach();
        int columns = Math.max(64, Math.min(512, BLOCK / rows));
        return new PolyphaseFilter(new FilterBank(down, response.reach(), taps, offsets, columns), up, down);
    }

    @Override
    public Run start(Sink sink) {
        return new Interleaving(sink);
    }

    private final class Interleaving implements Run {
        private final Sink sink;
        private final FilterBank.Run run;
        private float[] interleaved = new float[0];
        private long inputs;
        private long total = Long.MAX_VALUE;

        Interleaving(Sink sink) {
            this.sink = sink;
            this.run = bank.start(this::accept);
        }

        @Override
        public void push(float[] samples, int offset, int length) {
            inputs += length;
            run.push(samples, offset, length);
        }

        @Override
        public void finish() {
            total = ceilDiv(inputs * up, down);
            run.finish(ceilDiv(total, up));
        }

        private void accept(float[][] outputs, long first, int count) {
            int n = (int) Math.min((long) count * up, total - first * up);
            if (interleaved.length < n) {
                interleaved = new float[n];
            }
            for (int phase = 0; phase < up; phase++) {
                float[] output = outputs[phase];
                for (int j = 0, m = phase; m < n; j++, m += up) {
                    interleaved[m] = output[j];
                }
            }
            sink.accept(interleaved, n);
        }
    }

    static long ceilDiv(long a, long b) {
        return -Math.floorDiv(-a, b);
    }
}
