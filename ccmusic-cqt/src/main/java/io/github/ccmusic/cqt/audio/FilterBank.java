package io.github.ccmusic.cqt.audio;

import java.util.Arrays;

/**
 * FIR filters over one signal, all evaluated at every {@code stride}-th sample, block by block.
 *
 * <p>Filter f of the bank gives y[f, j] = Σ_i taps[f][i] · x[j·stride + offsets[f] + i − padding], with zeros before and
 * after the signal. A decimator is one filter, a resampler by U/D is U filters at stride D, and an octave of a constant-Q
 * transform is its kernels at stride hop: all three spend their time in the one loop below.
 *
 * <p><b>How it is fast.</b> C2 vectorises loops of the form {@code y[j] += a * x[j]}, but neither a dot product nor strided
 * access. So samples are dealt out to rows as they come, sample s to row s mod stride, and a tap multiplies a whole
 * (shifted) row: {@code y[j] += taps[i] * row[i mod stride][j + i / stride]}. Eight taps share one pass over y, and two
 * filters one pass over the rows. Blocks are short enough to stay in the first-level cache when there is one filter.
 *
 * <p>Every y is summed in the same order wherever it lies in a block, and blocks begin at fixed samples, so an answer does not
 * depend on how the signal was cut into pieces, to the last bit.
 *
 * <p>A bank is immutable; each signal has its own {@link Run}, which belongs to one thread.
 */
public final class FilterBank {
    /** Taps in one pass over the output. */
    private static final int GROUP = 8;

    private final int stride;
    private final int padding;
    private final float[][] taps;
    private final int[] offsets;
    private final int columns;

    private final int rows;
    private final int tail;

    /**
     * Makes a bank.
     *
     * @param stride samples from one output to the next
     * @param padding zeros before the first sample
     * @param taps shape [filters, taps], copied
     * @param offsets where each filter begins relative to the others, at least 0
     * @param columns outputs of each filter in a block
     */
    public FilterBank(int stride, int padding, float[][] taps, int[] offsets, int columns) {
        this.stride = stride;
        this.padding = padding;
        this.columns = columns;
        this.offsets = offsets.clone();
        this.taps = new float[taps.length][];
        int span = 0;
        for (int f = 0; f < taps.length; f++) {
            int length = (taps[f].length + GROUP - 1) / GROUP * GROUP;
            this.taps[f] = Arrays.copyOf(taps[f], length);
            span = Math.max(span, offsets[f] + length);
        }
        if (padding >= span) {
            throw new IllegalArgumentException("no filter reaches over " + padding + " zeros; the longest has " + span);
        }
        this.rows = Math.min(stride, span);
        this.tail = (span - 1) / stride;
    }

    /**
     * The filter that halves a sampling rate as libsoxr's "HQ" does, largest error of a tap 2.6e-8: n samples become
     * ceil(n / 2).
     *
     * @param gain what to multiply the samples with on the way
     */
    public static FilterBank halving(double gain) {
        SoxrResponse response = new SoxrResponse(2, 1);
        int reach = response.reach();
        float[] taps = response.taps(0);
        for (int i = 0; i < taps.length; i++) {
            taps[i] *= (float) gain;
        }
        return new FilterBank(2, reach, new float[][] {taps}, new int[1], 2048);
    }

    /** Receives the outputs of a bank, block by block. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes the next outputs.
         *
         * @param outputs shape [filters, at least count]; reused for the next block
         * @param first the index j of the first output
         * @param count outputs of each filter
         */
        void accept(float[][] outputs, long first, int count);
    }

    /** Starts on a new signal. */
    public Run start(Sink sink) {
        return new Run(sink);
    }

    /** One signal on its way through the bank. */
    public final class Run {
        private final Sink sink;
        private final int rowLength = columns + tail;
        private final float[] cells = new float[rows * rowLength];
        private final float[][] outputs = new float[taps.length][columns];

        /** Where the next sample goes: its row is {@code row}, possibly one that no filter reaches. */
        private int row;

        private int column;
        private long done;

        private Run(Sink sink) {
            this.sink = sink;
            skip(padding);
        }

        /** Takes the next samples of the signal. */
        public void push(float[] samples, int offset, int length) {
            int at = offset;
            int end = offset + length;
            while (at < end) {
                at = row == 0 && end - at >= stride ? dealColumns(samples, at, end) : deal(samples, at, end);
                if (column == rowLength) {
                    block(columns);
                }
            }
        }

        /**
         * Ends the signal: zeros follow it until every filter has given its outputs.
         *
         * @param total outputs of each filter over the whole signal
         */
        public void finish(long total) {
            while (done < total) {
                clearRest();
                block((int) Math.min(columns, total - done));
            }
        }

        /** Deals samples one by one until the column is full. */
        private int deal(float[] samples, int from, int end) {
            int n = Math.min(end - from, stride - row);
            for (int i = 0; i < n; i++) {
                if (row + i < rows) {
                    cells[(row + i) * rowLength + column] = samples[from + i];
                }
            }
            skip(n);
            return from + n;
        }

        /** Deals as many full columns as there are samples and room for. */
        private int dealColumns(float[] samples, int from, int end) {
            int n = Math.min((end - from) / stride, rowLength - column);
            for (int r = 0; r < rows; r++) {
                int to = r * rowLength + column;
                for (int c = 0, at = from + r; c < n; c++, at += stride) {
                    cells[to + c] = samples[at];
                }
            }
            column += n;
            return from + n * stride;
        }

        private void skip(int samples) {
            row += samples;
            column += row / stride;
            row %= stride;
        }

        private void clearRest() {
            for (int r = 0; r < rows; r++) {
                int used = column + (r < row ? 1 : 0);
                Arrays.fill(cells, r * rowLength + used, (r + 1) * rowLength, 0);
            }
            row = 0;
            column = rowLength;
        }

        private void block(int count) {
            for (float[] output : outputs) {
                Arrays.fill(output, 0, count, 0);
            }
            filter(count);
            sink.accept(outputs, done, count);
            done += count;
            for (int r = 0; r < rows; r++) {
                System.arraycopy(cells, r * rowLength + columns, cells, r * rowLength, tail);
            }
            column -= columns;
        }

        private void filter(int count) {
            int[] at = new int[GROUP];
            for (int f = 0; f < taps.length; f++) {
                float[] h = taps[f];
                for (int i = 0; i < h.length; i += GROUP) {
                    for (int g = 0; g < GROUP; g++) {
                        int s = offsets[f] + i + g;
                        at[g] = s % stride * rowLength + s / stride;
                    }
                    accumulate(outputs[f], count, cells, at, h, i);
                }
            }
        }
    }

    private static void accumulate(float[] y, int count, float[] x, int[] at, float[] h, int i) {
        int a0 = at[0], a1 = at[1], a2 = at[2], a3 = at[3], a4 = at[4], a5 = at[5], a6 = at[6], a7 = at[7];
        float h0 = h[i], h1 = h[i + 1], h2 = h[i + 2], h3 = h[i + 3];
        float h4 = h[i + 4], h5 = h[i + 5], h6 = h[i + 6], h7 = h[i + 7];
        for (int j = 0; j < count; j++) {
            y[j] += ((h0 * x[a0 + j] + h1 * x[a1 + j]) + (h2 * x[a2 + j] + h3 * x[a3 + j]))
                    + ((h4 * x[a4 + j] + h5 * x[a5 + j]) + (h6 * x[a6 + j] + h7 * x[a7 + j]));
        }
    }
}
