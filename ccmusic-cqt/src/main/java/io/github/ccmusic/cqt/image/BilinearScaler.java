package io.github.ccmusic.cqt.image;

import java.util.Arrays;

/**
 * Scales one dimension of a picture as Pillow does: a triangle as wide as the scale, weights in 22-bit fixed point, the sum
 * rounded to a byte.
 *
 * <p>Source: {@code ImagingResampleInner} of Pillow 9.4.
 */
final class BilinearScaler {
    private static final int PRECISION_BITS = 32 - 8 - 2;
    private static final int HALF = 1 << (PRECISION_BITS - 1);

    private final int from;
    private final int to;
    private final int[] first;
    private final int[][] weights;

    BilinearScaler(int from, int to) {
        this.from = from;
        this.to = to;
        this.first = new int[to];
        this.weights = new int[to][];
        double scale = (double) from / to;
        double support = Math.max(1, scale);
        for (int i = 0; i < to; i++) {
            double center = (i + 0.5) * scale;
            int begin = Math.max(0, (int) (center - support + 0.5));
            int end = Math.min(from, (int) (center + support + 0.5));
            double[] triangle = new double[end - begin];
            double sum = 0;
            for (int j = 0; j < triangle.length; j++) {
                triangle[j] = Math.max(0, 1 - Math.abs((begin + j - center + 0.5) / support));
                sum += triangle[j];
            }
            first[i] = begin;
            weights[i] = new int[triangle.length];
            for (int j = 0; j < triangle.length; j++) {
                weights[i][j] = (int) (0.5 + triangle[j] / sum * (1 << PRECISION_BITS));
            }
        }
    }

    /**
     * Scales every row.
     *
     * @param rgb shape [height, from, 3]
     * @return shape [height, to, 3], each value a byte's, but kept as an int since those can be vectorised
     */
    int[] rows(byte[] rgb, int height) {
        int[] scaled = new int[3 * to * height];
        // Weighted sums of bytes take 30 bits, so red and blue share a long, and one multiplication does for both.
        long[] redBlue = new long[from];
        int[] green = new int[from];
        for (int y = 0, at = 0, out = 0; y < height; y++) {
            for (int x = 0; x < from; x++, at += 3) {
                redBlue[x] = (rgb[at] & 0xFF) | (rgb[at + 2] & 0xFFL) << 32;
                green[x] = rgb[at + 1] & 0xFF;
            }
            for (int x = 0; x < to; x++, out += 3) {
                int[] w = weights[x];
                long both = HALF | (long) HALF << 32;
                int single = HALF;
                for (int j = 0, i = first[x]; j < w.length; j++, i++) {
                    both += w[j] * redBlue[i];
                    single += w[j] * green[i];
                }
                scaled[out] = clamp((int) both);
                scaled[out + 1] = clamp(single);
                scaled[out + 2] = clamp((int) (both >>> 32));
            }
        }
        return scaled;
    }

    /**
     * Scales every column.
     *
     * @param rgb shape [from, stride]
     * @return shape [to, stride]
     */
    byte[] columns(int[] rgb, int stride) {
        byte[] scaled = new byte[stride * to];
        int[] row = new int[stride];
        int[] sums = new int[stride];
        for (int y = 0; y < to; y++) {
            Arrays.fill(sums, HALF);
            for (int j = 0; j < weights[y].length; j++) {
                System.arraycopy(rgb, (first[y] + j) * stride, row, 0, stride);
                addProduct(sums, weights[y][j], row);
            }
            for (int i = 0, at = y * stride; i < stride; i++, at++) {
                scaled[at] = (byte) clamp(sums[i]);
            }
        }
        return scaled;
    }

    /** In the shape that C2 vectorises. */
    private static void addProduct(int[] sums, int weight, int[] row) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * row[i];
        }
    }

    private static int clamp(int sum) {
        return Math.max(0, Math.min(255, sum >> PRECISION_BITS));
    }
}
