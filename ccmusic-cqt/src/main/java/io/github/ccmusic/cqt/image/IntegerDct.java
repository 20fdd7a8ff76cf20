package io.github.ccmusic.cqt.image;

import java.util.Arrays;

/**
 * The 8 × 8 cosine transform of JPEG and its inverse in the fixed-point arithmetic of libjpeg's "islow", bit for bit.
 *
 * <p>Source: Loeffler, Ligtenberg and Moschytz, "Practical fast 1-D DCT algorithms with 11 multiplications", ICASSP 1989; scaling
 * and rounding as in {@code jfdctint.c} and {@code jidctint.c} of the Independent JPEG Group's library, release 6b.
 */
final class IntegerDct {
    private static final int CONST_BITS = 13;
    private static final int PASS1_BITS = 2;

    private static final int C_0_298631336 = 2446;
    private static final int C_0_390180644 = 3196;
    private static final int C_0_541196100 = 4433;
    private static final int C_0_765366865 = 6270;
    private static final int C_0_899976223 = 7373;
    private static final int C_1_175875602 = 9633;
    private static final int C_1_501321110 = 12299;
    private static final int C_1_847759065 = 15137;
    private static final int C_1_961570560 = 16069;
    private static final int C_2_053119869 = 16819;
    private static final int C_2_562915447 = 20995;
    private static final int C_3_072711026 = 25172;

    private IntegerDct() {}

    /**
     * Transforms a block of samples around 0.
     *
     * @param block overwritten by the coefficients, 8 times as large as those of the orthonormal transform
     * @param scratch 64 values
     */
    static void forward(int[] block, int[] scratch) {
        forwardRows(block, scratch, PASS1_BITS, CONST_BITS - PASS1_BITS);
        forwardRows(scratch, block, PASS1_BITS + 4, CONST_BITS + PASS1_BITS);
    }

    /**
     * Transforms each row and writes it as a column, so that doing it twice transforms both ways. Sums of samples, times 16, are
     * scaled down by {@code sumBits}, products by {@code productBits}.
     */
    private static void forwardRows(int[] from, int[] to, int sumBits, int productBits) {
        int sumHalf = 1 << (sumBits - 1);
        int half = 1 << (productBits - 1);
        for (int i = 0; i < 8; i++) {
            int s0 = from[8 * i] + from[8 * i + 7];
            int d0 = from[8 * i] - from[8 * i + 7];
            int s1 = from[8 * i + 1] + from[8 * i + 6];
            int d1 = from[8 * i + 1] - from[8 * i + 6];
            int s2 = from[8 * i + 2] + from[8 * i + 5];
            int d2 = from[8 * i + 2] - from[8 * i + 5];
            int s3 = from[8 * i + 3] + from[8 * i + 4];
            int d3 = from[8 * i + 3] - from[8 * i + 4];

            int t = (s1 - s2 + s0 - s3) * C_0_541196100 + half;
            to[i] = (((s0 + s3 + s1 + s2) << 4) + sumHalf) >> sumBits;
            to[i + 32] = (((s0 + s3 - s1 - s2) << 4) + sumHalf) >> sumBits;
            to[i + 16] = (t + (s0 - s3) * C_0_765366865) >> productBits;
            to[i + 48] = (t - (s1 - s2) * C_1_847759065) >> productBits;

            int z5 = (d3 + d1 + d2 + d0) * C_1_175875602 + half;
            int z1 = (d3 + d0) * -C_0_899976223;
            int z2 = (d2 + d1) * -C_2_562915447;
            int z3 = (d3 + d1) * -C_1_961570560 + z5;
            int z4 = (d2 + d0) * -C_0_390180644 + z5;
            to[i + 56] = (d3 * C_0_298631336 + z1 + z3) >> productBits;
            to[i + 40] = (d2 * C_2_053119869 + z2 + z4) >> productBits;
            to[i + 24] = (d1 * C_3_072711026 + z2 + z3) >> productBits;
            to[i + 8] = (d0 * C_1_501321110 + z1 + z4) >> productBits;
        }
    }

    /**
     * Transforms coefficients back to samples around 0.
     *
     * @param block overwritten by the samples
     * @param scratch 64 values
     */
    static void inverse(int[] block, int[] scratch) {
        inverseColumns(block, scratch, CONST_BITS - PASS1_BITS);
        inverseColumns(scratch, block, CONST_BITS + PASS1_BITS + 3);
    }

    /** Transforms each column and writes it as a row, scaled down by {@code bits}. */
    private static void inverseColumns(int[] from, int[] to, int bits) {
        int half = 1 << (bits - 1);
        for (int i = 0; i < 8; i++) {
            int c1 = from[i + 8];
            int c2 = from[i + 16];
            int c3 = from[i + 24];
            int c4 = from[i + 32];
            int c5 = from[i + 40];
            int c6 = from[i + 48];
            int c7 = from[i + 56];
            if ((c1 | c2 | c3 | c4 | c5 | c6 | c7) == 0) {
                // Quantisation leaves little: most columns are flat.
                Arrays.fill(to, 8 * i, 8 * i + 8, ((from[i] << CONST_BITS) + half) >> bits);
                continue;
            }
            int t = (c2 + c6) * C_0_541196100;
            int e2 = t - c6 * C_1_847759065;
            int e3 = t + c2 * C_0_765366865;
            int e0 = ((from[i] + c4) << CONST_BITS) + half;
            int e1 = ((from[i] - c4) << CONST_BITS) + half;

            int z5 = (c7 + c3 + c5 + c1) * C_1_175875602;
            int z1 = (c7 + c1) * -C_0_899976223;
            int z2 = (c5 + c3) * -C_2_562915447;
            int z3 = (c7 + c3) * -C_1_961570560 + z5;
            int z4 = (c5 + c1) * -C_0_390180644 + z5;
            int o3 = c7 * C_0_298631336 + z1 + z3;
            int o2 = c5 * C_2_053119869 + z2 + z4;
            int o1 = c3 * C_3_072711026 + z2 + z3;
            int o0 = c1 * C_1_501321110 + z1 + z4;

            to[8 * i] = (e0 + e3 + o0) >> bits;
            to[8 * i + 7] = (e0 + e3 - o0) >> bits;
            to[8 * i + 1] = (e1 + e2 + o1) >> bits;
            to[8 * i + 6] = (e1 + e2 - o1) >> bits;
            to[8 * i + 2] = (e1 - e2 + o2) >> bits;
            to[8 * i + 5] = (e1 - e2 - o2) >> bits;
            to[8 * i + 3] = (e0 - e3 + o3) >> bits;
            to[8 * i + 4] = (e0 - e3 - o3) >> bits;
        }
    }
}
