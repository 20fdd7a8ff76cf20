package io.github.ccmusic.cqt.audio;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * FIR filters over one signal, all evaluated at every {@code stride}-th sample, block by block.
 *
 * <p>Filter f of the bank gives y[f, j] = Σ_i taps[f][i] · x[j · stride + offsets[f] + i − padding], with zeros before and
 * after the signal. A resampler by U/D is U filters at stride D, and an octave of a constant-Q transform is its kernels at
 * stride hop: both spend their time in the one loop below.
 *
 * <p><b>How it is fast.</b> C2 vectorises {@code y[j] += a * x[j]}, but no dot product, no strided access, and (on JDK 17) no
 * index that is shifted by a variable. So samples are dealt out as they come: row r holds the samples at r, r + stride, …, and
 * the rows after the last are the first ones again, shifted by one. Then a tap multiplies a whole row,
 * {@code y[f][j] += taps[f][i] * rows[offsets[f] + i][j]}. Four taps share a pass over y; with more, C2 gives up. Rows come in
 * groups of four that stay in the first-level cache while all filters use them.
 *
 * <p>Every y is summed in the same order wherever a signal was cut, and blocks begin at fixed samples, so an answer does not
 * depend on how the signal came in, to the last bit.
 *
 * <p>A bank may be used by many threads; each signal has its own {@link Run}, which belongs to one.
 */
public final class FilterBank {
    /** Columns dealt together: as many streams as a processor follows, and a cache line of each row. */
    private static final int TILE = 16;

    private final int stride;
    private final int padding;
    private final int columns;

    private final int filters;
    private final DenseTaps taps;

    private final int rowCount;

    /** Rows that samples are dealt to; those after them repeat them. */
    private final int dealt;

    private final int capacity;

    /** As many as there ever were runs at once. */
    private final Queue<Workspace> spares = new ConcurrentLinkedQueue<>();

    /**
     * Makes a bank.
     *
     * @param stride samples from one output to the next
     * @param padding zeros before the first sample, fewer than the longest filter reaches over
     * @param taps shape [filters, taps], copied
     * @param offsets where each filter begins relative to the others, at least 0
     * @param columns outputs of each filter in a block; from a few hundred on, vectors pay
     */
    public FilterBank(int stride, int padding, float[][] taps, int[] offsets, int columns) {
        this.stride = stride;
        this.padding = padding;
        this.columns = columns;
        this.filters = taps.length;
        this.taps = new DenseTaps(taps, offsets);
        this.rowCount = this.taps.rows();
        this.dealt = Math.min(stride, rowCount);
        this.capacity = columns + (rowCount - 1) / stride;
        if (padding >= rowCount) {
            throw new IllegalArgumentException("no filter reaches over " + padding + " zeros; they span " + rowCount);
        }
    }

    /** Receives the outputs of a bank, block by block. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes the next outputs.
         *
         * @param outputs shape [filters, at least count]; may be written to, and is reused for the next block
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
        private final Workspace workspace;
        private final float[][] rows;

        /** Where the next sample goes: its row may be one that no filter reaches. */
        private int row = padding % stride;

        private int column = padding / stride;
        private long done;

        private Run(Sink sink) {
            this.sink = sink;
            Workspace spare = spares.poll();
            this.workspace = spare == null ? new Workspace() : spare;
            this.rows = workspace.rows;
            for (int r = 0; r < dealt; r++) {
                Arrays.fill(rows[r], 0, column + 1, 0);
            }
        }

        /** Takes the next samples of the signal. */
        public void push(float[] samples, int offset, int length) {
            int at = offset;
            int end = offset + length;
            while (at < end) {
                at = row == 0 && end - at >= stride ? dealColumns(samples, at, end) : dealColumn(samples, at, end);
                if (column == capacity) {
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
                for (int r = 0; r < dealt; r++) {
                    Arrays.fill(rows[r], column + (r < row ? 1 : 0), capacity, 0);
                }
                row = 0;
                column = capacity;
                block((int) Math.min(columns, total - done));
            }
            spares.offer(workspace);
        }

        /** Deals samples until the column is full. */
        private int dealColumn(float[] samples, int from, int end) {
            int n = Math.min(end - from, stride - row);
            for (int i = 0; i < n && row + i < dealt; i++) {
                rows[row + i][column] = samples[from + i];
            }
            row += n;
            if (row == stride) {
                row = 0;
                column++;
            }
            return from + n;
        }

        /** Deals as many full columns as there are samples and room for. */
        private int dealColumns(float[] samples, int from, int end) {
            int n = Math.min((end - from) / stride, capacity - column);
            for (int c = 0; c < n; c += TILE) {
                int tile = Math.min(TILE, n - c);
                for (int r = 0; r < dealt; r++) {
                    float[] to = rows[r];
                    for (int i = 0, at = from + c * stride + r; i < tile; i++, at += stride) {
                        to[column + c + i] = samples[at];
                    }
                }
            }
            column += n;
            return from + n * stride;
        }

        private void block(int count) {
            for (int r = dealt; r < rowCount; r++) {
                System.arraycopy(rows[r % stride], r / stride, rows[r], 0, count);
            }
            taps.apply(rows, workspace.outputs, workspace.sums, count);
            sink.accept(workspace.outputs, done, count);
            done += count;
            for (int r = 0; r < dealt; r++) {
                System.arraycopy(rows[r], columns, rows[r], 0, capacity - columns);
            }
            column -= columns;
        }
    }

    /** The arrays of a run, which the next one takes over: clearing megabytes for each would cost some five per cent of the time. */
    private final class Workspace {
        private final float[][] rows = rows(rowCount);
        private final float[][] outputs = rows(filters);
        private final float[][] sums = rows(filters);

        private float[][] rows(int count) {
            float[][] rows = new float[count][];
            for (int r = 0; r < count; r++) {
                rows[r] = new float[RowMath.evenLength(capacity)];
            }
            return rows;
        }
    }
}
