package io.github.ccmusic.cqt.image;

/**
 * Scales one dimension of a picture as Pillow does: a triangle as wide as the scale, weights in 22-bit fixed point, the sum
 * rounded to a byte.
 *
 * <p>Source: {@code ImagingResampleInner} of Pillow 9.4.
 */
final class BilinearScaler {
    private static final int PRECISION_BITS = 32 - 8 - 2;

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

    /** Scales every row of a picture of RGB bytes. */
    byte[] rows(byte[] rgb, int height) {
        byte[] scaled = new byte[3 * to * height];
        for (int y = 0, out = 0; y < height; y++) {
            for (int x = 0; x < to; x++) {
                int at = 3 * (y * from + first[x]);
                int red = 1 << (PRECISION_BITS - 1);
                int green = red;
                int blue = red;
                for (int weight : weights[x]) {
                    red += weight * (rgb[at++] & 0xFF);
                    green += weight * (rgb[at++] & 0xFF);
                    blue += weight * (rgb[at++] & 0xFF);
                }
                scaled[out++] = toByte(red);
                scaled[out++] = toByte(green);
                scaled[out++] = toByte(blue);
            }
        }
        return scaled;
    }

    /** Scales every column of a picture of RGB bytes. */
    byte[] columns(byte[] rgb, int width) {
        int stride = 3 * width;
        byte[] scaled = new byte[stride * to];
        int[] sums = new int[stride];
        for (int y = 0; y < to; y++) {
            java.util.Arrays.fill(sums, 1 << (PRECISION_BITS - 1));
            int at = first[y] * stride;
            for (int weight : weights[y]) {
                for (int x = 0; x < stride; x++) {
                    sums[x] += weight * (rgb[at + x] & 0xFF);
                }
                at += stride;
            }
            for (int x = 0; x < stride; x++) {
                scaled[y * stride + x] = toByte(sums[x]);
            }
        }
        return scaled;
    }

    private static byte toByte(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> PRECISION_BITS));
    }
}
