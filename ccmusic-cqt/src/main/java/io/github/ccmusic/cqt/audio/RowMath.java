package io.github.ccmusic.cqt.audio;

/**
 * The loops in which filters spend their time, each in a method of its own and in the one shape that C2 vectorises on every
 * JDK from 17 on: separate arrays, a common index, no more than four products.
 */
final class RowMath {
    /** Rows that {@link #addProducts} takes at a time. */
    static final int GROUP = 4;

    private RowMath() {}

    /**
     * A length of at least so many floats, such that arrays allocated one after the other lie alike in their cache lines: with its
     * header of 16 bytes, each takes an odd number of lines of 64 bytes. Loads of whole vectors then straddle no line once the
     * first does not, which is worth a third of the time, and the arrays do not crowd the same few sets of the cache.
     */
    static int evenLength(int atLeast) {
        return (atLeast + 4 + 31) / 32 * 32 + 12;
    }

    /** y += h[i] · x[r] + … + h[i + 3] · x[r + 3]. */
    static void addProducts(float[] y, float[] h, int i, float[][] x, int r, int count) {
        addProducts(y, h[i], h[i + 1], h[i + 2], h[i + 3], x[r], x[r + 1], x[r + 2], x[r + 3], count);
    }

    private static void addProducts(
            float[] y,
            float h0,
            float h1,
            float h2,
            float h3,
            float[] x0,
            float[] x1,
            float[] x2,
            float[] x3,
            int count) {
        for (int j = 0; j < count; j++) {
            y[j] += (h0 * x0[j] + h1 * x1[j]) + (h2 * x2[j] + h3 * x3[j]);
        }
    }

    /** y += x. */
    static void add(float[] y, float[] x, int count) {
        for (int j = 0; j < count; j++) {
            y[j] += x[j];
        }
    }
}
