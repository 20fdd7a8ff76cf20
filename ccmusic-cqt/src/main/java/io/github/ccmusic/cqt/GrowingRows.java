package io.github.ccmusic.cqt;

import java.util.Arrays;

/** Rows that are filled from left to right, each at its own pace; cut to the shortest at the end. */
final class GrowingRows {
    /** Three quarters of a minute at librosa's defaults. */
    private static final int START = 2048;

    private final float[][] rows;
    private final int[] lengths;

    GrowingRows(int count) {
        this.rows = new float[count][START];
        this.lengths = new int[count];
    }

    void put(int row, int from, float[] values, int count) {
        reserve(row, Math.addExact(from, count));
        System.arraycopy(values, 0, rows[row], from, count);
    }

    void put(int row, int at, float value) {
        reserve(row, Math.addExact(at, 1));
        rows[row][at] = value;
    }

    private void reserve(int row, int end) {
        if (end > rows[row].length) {
            rows[row] = Arrays.copyOf(rows[row], Math.max(end, rows[row].length + rows[row].length / 4));
        }
        lengths[row] = end;
    }

    /** The rows themselves, shape [count, least length]; this object is then of no further use. */
    float[][] toArray() {
        int length = Arrays.stream(lengths).min().orElse(0);
        for (int r = 0; r < rows.length; r++) {
            rows[r] = Arrays.copyOf(rows[r], length);
        }
        return rows;
    }
}
