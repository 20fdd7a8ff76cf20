package io.github.ccmusic.cqt.image;

import java.util.Arrays;

/**
 * What a picture becomes by being saved as a JPEG and opened again, without writing one.
 *
 * <p>Of all that a JPEG file goes through only five steps change pixels: the change to luma and chroma, the halving of chroma,
 * the rounding of cosine coefficients to multiples of the quantisation table, the doubling of chroma, and the change back.
 * Entropy coding, most of the time that it takes, is lossless. Each step here is libjpeg's own integer arithmetic, so the pixels
 * are those of Pillow with its defaults (quality 75, 4:2:0) and of {@code ImageIO} at 0.75.
 *
 * <p>Source: the Independent JPEG Group's library, release 6b: {@code jccolor.c}, {@code jcsample.c}, {@code jcdctmgr.c},
 * {@code jdsample.c}, {@code jdcolor.c}.
 */
final class JpegRoundTrip {
    /** The tables of the JPEG standard, K.1 and K.2, at half size, which is quality 75. */
    private static final int[] LUMA = {
        8, 6, 5, 8, 12, 20, 26, 31,
        6, 6, 7, 10, 13, 29, 30, 28,
        7, 7, 8, 12, 20, 29, 35, 28,
        7, 9, 11, 15, 26, 44, 40, 31,
        9, 11, 19, 28, 34, 55, 52, 39,
        12, 18, 28, 32, 41, 52, 57, 46,
        25, 32, 39, 44, 52, 61, 60, 51,
        36, 46, 48, 49, 56, 50, 52, 50
    };

    private static final int[] CHROMA = {
        9, 9, 12, 24, 50, 50, 50, 50,
        9, 11, 13, 33, 50, 50, 50, 50,
        12, 13, 28, 50, 50, 50, 50, 50,
        24, 33, 50, 50, 50, 50, 50, 50,
        50, 50, 50, 50, 50, 50, 50, 50,
        50, 50, 50, 50, 50, 50, 50, 50,
        50, 50, 50, 50, 50, 50, 50, 50,
        50, 50, 50, 50, 50, 50, 50, 50
    };

    private static final int BITS = 16;
    private static final int HALF = 1 << (BITS - 1);

    private JpegRoundTrip() {}

    static RgbImage of(RgbImage image) {
        int width = image.width();
        int height = image.height();
        Plane luma = new Plane(width, height);
        Plane halfBlue = new Plane((width + 1) / 2, (height + 1) / 2);
        Plane halfRed = new Plane((width + 1) / 2, (height + 1) / 2);
        split(image, luma, halfBlue, halfRed);
        luma.fillRight();
        quantise(luma, LUMA);
        quantise(halfBlue, CHROMA);
        quantise(halfRed, CHROMA);
        return join(width, height, luma, halfBlue, halfRed);
    }

    /** Samples of one component, with room for whole blocks. */
    private static final class Plane {
        private final int width;
        private final int height;
        private final int stride;
        private final byte[] samples;

        Plane(int width, int height) {
            this.width = width;
            this.height = height;
            this.stride = (width + 7) / 8 * 8;
            this.samples = new byte[stride * ((height + 7) / 8 * 8)];
        }

        /**
         * Fills a row with means of 2 × 2 samples, rounded down and up in turn, to the end of the last block; the last column stands
         * for those that are missing.
         */
        void halve(byte[] upper, byte[] lower, int y) {
            int to = y * stride;
            int whole = upper.length / 2;
            for (int x = 0; x < whole; x++) {
                samples[to + x] = (byte) (((upper[2 * x] & 0xFF)
                                + (upper[2 * x + 1] & 0xFF)
                                + (lower[2 * x] & 0xFF)
                                + (lower[2 * x + 1] & 0xFF)
                                + 1
                                + (x & 1))
                        >> 2);
            }
            int last = 2 * ((upper[upper.length - 1] & 0xFF) + (lower[upper.length - 1] & 0xFF));
            for (int x = whole; x < stride; x++) {
                samples[to + x] = (byte) ((last + 1 + (x & 1)) >> 2);
            }
        }

        /** Fills the blocks at the right by repeating the last column. */
        void fillRight() {
            for (int y = 0; y < height; y++) {
                Arrays.fill(samples, y * stride + width, (y + 1) * stride, samples[y * stride + width - 1]);
            }
        }

        /** Fills the blocks at the bottom by repeating the last row. */
        void fillBottom() {
            for (int at = height * stride; at < samples.length; at += stride) {
                System.arraycopy(samples, (height - 1) * stride, samples, at, stride);
            }
        }
    }

    private static void split(RgbImage image, Plane luma, Plane halfBlue, Plane halfRed) {
        byte[] rgb = image.rgb();
        int width = luma.width;
        // Chroma in full, of an even row and the odd one below.
        byte[][] blue = new byte[2][width];
        byte[][] red = new byte[2][width];
        for (int y = 0; y < luma.height; y++) {
            int odd = y & 1;
            int from = 3 * y * width;
            int to = y * luma.stride;
            // In a drawn spectrogram most rows are like the one above.
            if (y > 0 && Arrays.equals(rgb, from, from + 3 * width, rgb, from - 3 * width, from)) {
                System.arraycopy(luma.samples, to - luma.stride, luma.samples, to, width);
                System.arraycopy(blue[1 - odd], 0, blue[odd], 0, width);
                System.arraycopy(red[1 - odd], 0, red[odd], 0, width);
            } else {
                split(rgb, from, luma.samples, to, blue[odd], red[odd]);
            }
            // The last row stands for one that is missing.
            if (odd == 1 || y == luma.height - 1) {
                halfBlue.halve(blue[0], blue[odd], y / 2);
                halfRed.halve(red[0], red[odd], y / 2);
            }
        }
    }

    private static void split(byte[] rgb, int from, byte[] luma, int to, byte[] blue, byte[] red) {
        for (int x = 0, at = from; x < blue.length; x++, at += 3) {
            int r = rgb[at] & 0xFF;
            int g = rgb[at + 1] & 0xFF;
            int b = rgb[at + 2] & 0xFF;
            luma[to + x] = (byte) ((19595 * r + 38470 * g + 7471 * b + HALF) >> BITS);
            blue[x] = (byte) ((-11059 * r - 21709 * g + 32768 * b + (128 << BITS) + HALF - 1) >> BITS);
            red[x] = (byte) ((32768 * r - 27439 * g - 5329 * b + (128 << BITS) + HALF - 1) >> BITS);
        }
    }

    private static void quantise(Plane plane, int[] table) {
        plane.fillBottom();
        int[] block = new int[64];
        int[] scratch = new int[64];
        // n / d = n · ceil(2^32 / d) >> 32 for all n that occur; the transform comes 8 times too large.
        long[] reciprocals = new long[64];
        for (int i = 0; i < 64; i++) {
            reciprocals[i] = (1L << 32) / (8L * table[i]) + 1;
        }
        byte[] samples = plane.samples;
        for (int corner = 0; corner < samples.length; corner += 8 * plane.stride) {
            for (int x = corner; x < corner + plane.stride; x += 8) {
                for (int row = 0, at = x; row < 64; row += 8, at += plane.stride) {
                    for (int i = 0; i < 8; i++) {
                        block[row + i] = (samples[at + i] & 0xFF) - 128;
                    }
                }
                IntegerDct.forward(block, scratch);
                for (int i = 0; i < 64; i++) {
                    int sign = block[i] >> 31;
                    int magnitude = (block[i] ^ sign) - sign + 4 * table[i];
                    int level = (int) ((magnitude * reciprocals[i]) >>> 32);
                    block[i] = ((level ^ sign) - sign) * table[i];
                }
                IntegerDct.inverse(block, scratch);
                for (int row = 0, at = x; row < 64; row += 8, at += plane.stride) {
                    for (int i = 0; i < 8; i++) {
                        samples[at + i] = (byte) clamp(block[row + i] + 128);
                    }
                }
            }
        }
    }

    private static RgbImage join(int width, int height, Plane luma, Plane halfBlue, Plane halfRed) {
        byte[] rgb = new byte[3 * width * height];
        int[] light = new int[luma.stride];
        int[] blue = new int[luma.stride + 1];
        int[] red = new int[luma.stride + 1];
        int[] sums = new int[halfBlue.width];
        int[] green = new int[luma.stride];
        for (int y = 0, at = 0; y < height; y++) {
            doubled(halfBlue, y, sums, blue);
            doubled(halfRed, y, sums, red);
            for (int x = 0, from = y * luma.stride; x < width; x++, from++) {
                light[x] = luma.samples[from] & 0xFF;
            }
            toRgb(light, blue, red, green, width);
            for (int x = 0; x < width; x++, at += 3) {
                rgb[at] = (byte) red[x];
                rgb[at + 1] = (byte) green[x];
                rgb[at + 2] = (byte) blue[x];
            }
        }
        return RgbImage.of(width, height, rgb);
    }

    /** Turns a row of luma and chroma into red, green and blue, where the chroma stands; in the shape that C2 vectorises. */
    private static void toRgb(int[] light, int[] blue, int[] red, int[] green, int width) {
        for (int x = 0; x < width; x++) {
            green[x] = clamp(light[x] + ((-22554 * (blue[x] - 128) - 46802 * (red[x] - 128) + HALF) >> BITS));
        }
        for (int x = 0; x < width; x++) {
            red[x] = clamp(light[x] + ((91881 * (red[x] - 128) + HALF) >> BITS));
        }
        for (int x = 0; x < width; x++) {
            blue[x] = clamp(light[x] + ((116130 * (blue[x] - 128) + HALF) >> BITS));
        }
    }

    /**
     * One row of a plane of half the size, doubled: each value is 9/16, 3/16, 3/16 and 1/16 of the four nearest, rounded up and
     * down in turn ("fancy upsampling").
     */
    private static void doubled(Plane half, int y, int[] sums, int[] row) {
        int other = Math.max(0, Math.min(half.height - 1, y % 2 == 0 ? y / 2 - 1 : y / 2 + 1)) * half.stride;
        int nearest = y / 2 * half.stride;
        int last = half.width - 1;
        if (last < 2) {
            // libjpeg finds no neighbours in so narrow a plane, and repeats.
            for (int x = 0; x <= 2 * last + 1; x++) {
                row[x] = half.samples[nearest + x / 2] & 0xFF;
            }
            return;
        }
        for (int x = 0; x <= last; x++) {
            sums[x] = 3 * (half.samples[nearest + x] & 0xFF) + (half.samples[other + x] & 0xFF);
        }
        row[0] = (4 * sums[0] + 8) >> 4;
        for (int x = 0; x < last; x++) {
            row[2 * x + 1] = (3 * sums[x] + sums[x + 1] + 7) >> 4;
            row[2 * x + 2] = (3 * sums[x + 1] + sums[x] + 8) >> 4;
        }
        row[2 * last + 1] = (4 * sums[last] + 7) >> 4;
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(255, value));
    }
}
