package io.github.ccmusic.cqt.image;

import io.github.ccmusic.cqt.Spectrogram;

/**
 * Draws a slice of a spectrogram, byte for byte the picture that {@code librosa.display.specshow} and
 * {@code savefig(bbox_inches="tight", pad_inches=0)} make of it: 496 × 369 pixels, the lowest bin at the bottom, the colours
 * spread from the slice's own least to its own largest value, no smoothing.
 */
public final class SpectrogramPainter {
    /** The axes of matplotlib's default figure, 6.4 × 4.8 inches at 100 dpi, are so many pixels wide and high. */
    private static final int WIDTH = 496;

    private static final double AXES_HEIGHT = 369.6;
    private static final int HEIGHT = 369;

    private final ColorMap colors;

    /** Makes a painter that uses a colour map. */
    public SpectrogramPainter(ColorMap colors) {
        this.colors = colors;
    }

    /** A painter with the colours of librosa. */
    public static SpectrogramPainter magma() {
        return new SpectrogramPainter(ColorMap.magma());
    }

    /**
     * The picture of a slice.
     *
     * @throws IllegalArgumentException if the slice ends after the spectrogram
     */
    public RgbImage draw(Spectrogram spectrogram, Slice slice) {
        if (slice.endFrame() > spectrogram.frames()) {
            throw new IllegalArgumentException("the slice ends at frame " + slice.endFrame()
                    + ", but the spectrogram has only " + spectrogram.frames() + "; cut slices from the same one");
        }
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int k = 0; k < spectrogram.bins(); k++) {
            float[] row = spectrogram.row(k);
            for (int t = slice.firstFrame(); t < slice.endFrame(); t++) {
                low = Math.min(low, row[t]);
                high = Math.max(high, row[t]);
            }
        }
        int[] frameAt = frameAt(slice);
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        for (int k = 0; k < spectrogram.bins(); k++) {
            int top = rowEdge(k + 1, spectrogram.bins());
            int bottom = rowEdge(k, spectrogram.bins());
            if (top == bottom) {
                continue;
            }
            float[] row = spectrogram.row(k);
            for (int x = 0; x < WIDTH; x++) {
                colors.put(index(row[frameAt[x]], low, high), rgb, 3 * (top * WIDTH + x));
            }
            for (int y = top + 1; y < bottom; y++) {
                System.arraycopy(rgb, 3 * top * WIDTH, rgb, 3 * y * WIDTH, 3 * WIDTH);
            }
        }
        return RgbImage.of(WIDTH, HEIGHT, rgb);
    }

    /** matplotlib normalises float32 data in float32. */
    private static int index(float value, float low, float high) {
        if (low == high) {
            return 0;
        }
        return Math.max(0, Math.min(255, (int) ((value - low) / (high - low) * 256)));
    }

    /** The frame that each column shows. */
    private static int[] frameAt(Slice slice) {
        int[] frameAt = new int[WIDTH];
        for (int i = 0; i < slice.frames(); i++) {
            for (int x = columnEdge(i, slice.frames()); x < columnEdge(i + 1, slice.frames()); x++) {
                frameAt[x] = slice.firstFrame() + i;
            }
        }
        return frameAt;
    }

    private static int columnEdge(int frame, int frames) {
        return (int) Math.floor(WIDTH * (double) frame / frames + 0.5);
    }

    private static int rowEdge(int bin, int bins) {
        return Math.max(0, (int) Math.floor(HEIGHT - AXES_HEIGHT * bin / bins + 0.5));
    }
}
