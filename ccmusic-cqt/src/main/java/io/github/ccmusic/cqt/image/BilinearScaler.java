package io.github.ccmusic.cqt.image;

import java.util.Arrays;

/**
 * Scales a picture as Pillow does: a triangle as wide as the scale, weights in 22-bit fixed point, rows first and then columns, each
 * sum rounded to a byte.
 *
 * <p>Source: {@code ImagingResampleInner} of Pillow 9.4.
 */
final class BilinearScaler {
    private static final int PRECISION_BITS = 32 - 8 - 2;
    private static final int HALF = 1 << (PRECISION_BITS - 1);

    private final Axis across;
    private final Axis down;

    BilinearScaler(int width, int height, int newWidth, int newHeight) {
        this.across = new Axis(width, newWidth);
        this.down = new Axis(height, newHeight);
    }

    /** Which places along one dimension make a new one, and their weights. */
    private static final class Axis {
        private final int from;
        private final int[] first;
        private final int[][] weights;

        Axis(int from, int to) {
            this.from = from;
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

        int most() {
            return Arrays.stream(weights).mapToInt(w -> w.length).max().orElseThrow();
        }
    }

    /**
     * Scales a picture.
     *
     * @param rgb shape [height, width, 3]
     * @return shape [new height, new width, 3]
     */
    byte[] scale(byte[] rgb) {
        int stride = 3 * across.first.length;
        byte[] scaled = new byte[stride * down.first.length];
        // Scaled rows that more than one new row needs. Each value is a byte's, but kept as an int since those can be
        // vectorised.
        int[][] rows = new int[down.most()][stride];
        int[] sums = new int[stride];
        long[] redBlue = new long[across.from];
        int[] green = new int[across.from];
        int done = 0;
        for (int y = 0; y < down.first.length; y++) {
            int[] w = down.weights[y];
            int first = down.first[y];
            for (; done < first + w.length; done++) {
                scaleRow(rgb, done, redBlue, green, rows[done % rows.length]);
            }
            Arrays.fill(sums, HALF);
            for (int j = 0; j < w.length; j++) {
                addProduct(sums, w[j], rows[(first + j) % rows.length]);
            }
            for (int i = 0, at = y * stride; i < stride; i++, at++) {
                scaled[at] = (byte) clamp(sums[i]);
            }
        }
        return scaled;
    }

    /** Weighted sums of bytes take 30 bits, so red and blue share a long, and one multiplication does for both. */
    private void scaleRow(byte[] rgb, int y, long[] redBlue, int[] green, int[] scaled) {
        for (int x = 0, at = 3 * y * across.from; x < across.from; x++, at += 3) {
            redBlue[x] = (rgb[at] & 0xFF) | (rgb[at + 2] & 0xFFL) << 32;
            green[x] = rgb[at + 1] & 0xFF;
        }
        for (int x = 0, out = 0; out < scaled.length; x++, out += 3) {
            int[] w = across.weights[x];
            long both = HALF | (long) HALF << 32;
            int single = HALF;
            for (int j = 0, i = across.first[x]; j < w.length; j++, i++) {
                both += w[j] * redBlue[i];
                single += w[j] * green[i];
            }
            scaled[out] = clamp((int) both);
            scaled[out + 1] = clamp(single);
            scaled[out + 2] = clamp((int) (both >>> 32));
        }
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
