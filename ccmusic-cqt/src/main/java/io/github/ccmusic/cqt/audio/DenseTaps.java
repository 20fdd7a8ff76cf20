package io.github.ccmusic.cqt.audio;

import java.util.Arrays;

/**
 * The taps of several filters, each applied to its own rows: y[f] = Σ_i taps[f][i] · rows[offsets[f] + i].
 *
 * <p>Rows are taken in groups, each of which all filters use while it is in the first-level cache; so every filter's taps are
 * padded with zeros to begin and end with a group.
 */
final class DenseTaps {
    private static final int GROUP = RowMath.GROUP;

    /**
     * Rows summed on their own before they are added to the rest: a float sum errs with its length, so that two short ones lose less
     * than a long one. The long filters are those that halve a rate, whose errors all lower octaves inherit.
     */
    private static final int SPAN = 256;

    private final float[][] taps;
    private final int[] firstRow;
    private final int rows;

    DenseTaps(float[][] taps, int[] offsets) {
        this.taps = new float[taps.length][];
        this.firstRow = new int[taps.length];
        int rows = 0;
        for (int f = 0; f < taps.length; f++) {
            int lead = offsets[f] % GROUP;
            this.firstRow[f] = offsets[f] - lead;
            this.taps[f] = new float[(lead + taps[f].length + GROUP - 1) / GROUP * GROUP];
            System.arraycopy(taps[f], 0, this.taps[f], lead, taps[f].length);
            rows = Math.max(rows, firstRow[f] + this.taps[f].length);
        }
        this.rows = rows;
    }

    /** How many rows the filters reach over. */
    int rows() {
        return rows;
    }

    /**
     * Computes the first columns of all outputs.
     *
     * @param sums of the shape of the outputs; overwritten
     */
    void apply(float[][] rows, float[][] outputs, float[][] sums, int count) {
        clear(outputs, count);
        for (int span = 0; span < this.rows; span += SPAN) {
            clear(sums, count);
            accumulate(rows, sums, span, Math.min(span + SPAN, this.rows), count);
            for (int f = 0; f < taps.length; f++) {
                RowMath.add(outputs[f], sums[f], count);
            }
        }
    }

    private void accumulate(float[][] rows, float[][] outputs, int first, int end, int count) {
        for (int r = first; r < end; r += GROUP) {
            for (int f = 0; f < taps.length; f++) {
                int i = r - firstRow[f];
                if (i >= 0 && i < taps[f].length) {
                    RowMath.addProducts(outputs[f], taps[f], i, rows, r, count);
                }
            }
        }
    }

    private static void clear(float[][] outputs, int count) {
        for (float[] output : outputs) {
            Arrays.fill(output, 0, count, 0);
        }
    }
}
