package io.github.ccmusic.cqt;

/**
 * The binary logarithm of a float, several times as fast as {@link Math#log10} and right to 1e-9.
 *
 * <p>log2(2^e · m) = e + log2(c) + log2(m / c), with c the middle of one of 128 equal parts of [1, 2): its logarithm and its
 * reciprocal come from tables, and m / c is so close to 1 that three terms of the series suffice.
 */
final class Log2 {
    private static final int INDEX_BITS = 7;
    private static final int MANTISSA_BITS = 23;
    private static final double[] LOG = new double[1 << INDEX_BITS];
    private static final double[] RECIPROCAL = new double[1 << INDEX_BITS];

    static {
        for (int i = 0; i < LOG.length; i++) {
            double middle = 1 + (i + 0.5) / LOG.length;
            LOG[i] = Math.log(middle) / Math.log(2);
            RECIPROCAL[i] = 1 / middle;
        }
    }

    private Log2() {}

    /** The logarithm of a normal, positive, finite number. */
    static double of(float x) {
        int bits = Float.floatToRawIntBits(x);
        int exponent = (bits >>> MANTISSA_BITS) - Float.MAX_EXPONENT;
        int index = (bits >>> (MANTISSA_BITS - INDEX_BITS)) & (LOG.length - 1);
        float mantissa =
                Float.intBitsToFloat((bits & ((1 << MANTISSA_BITS) - 1)) | (Float.MAX_EXPONENT << MANTISSA_BITS));
        double r = mantissa * RECIPROCAL[index] - 1;
        return exponent + LOG[index] + r * (1.4426950408889634 + r * (-0.7213475204444817 + r * 0.48089834696298783));
    }
}
