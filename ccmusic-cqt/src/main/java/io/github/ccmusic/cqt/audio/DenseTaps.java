package io.github.ccmusic.cqt.audio;

/**
 * The taps of several filters, each applied to its own rows: y[f] = Σ_i taps[f][i] · rows[offsets[f] + i].
 *
 * <p>Rows are taken in groups, each of which all filters use while it is in the first-level cache; so every filter's taps are
 * padded with zeros to begin and end with a group.
 */
final class DenseTaps {
    private static final int GROUP = RowMath.GROUP;

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

    /** Adds to the first columns of all outputs. */
    void accumulate(float[][] rows, float[][] outputs, int count) {
        for (int r = 0; r < this.rows; r += GROUP) {
            for (int f = 0; f < taps.length; f++) {
                int i = r - firstRow[f];
                if (i >= 0 && i < taps[f].length) {
                    RowMath.addProducts(outputs[f], taps[f], i, rows, r, count);
                }
            }
        }
    }
}
