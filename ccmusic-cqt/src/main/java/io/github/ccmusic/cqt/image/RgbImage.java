package io.github.ccmusic.cqt.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture of red, green and blue bytes.
 *
 * <p>The bytes are wrapped, not copied: nobody may write to them afterwards.
 */
public final class RgbImage {
    private final int width;
    private final int height;
    private final byte[] rgb;

    private RgbImage(int width, int height, byte[] rgb) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /**
     * Wraps bytes as a picture.
     *
     * @param rgb shape [height, width, 3], top row first; kept, not copied
     */
    public static RgbImage of(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1 || rgb.length != Math.multiplyExact(3, Math.multiplyExact(width, height))) {
            throw new IllegalArgumentException(width + " × " + height + " pixels need three bytes each: " + rgb.length);
        }
        return new RgbImage(width, height, rgb);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Shape [height, width, 3], top row first; read only. */
    public byte[] rgb() {
        return rgb;
    }

    /** What is left of the picture after it was saved as a JPEG by Pillow with its defaults (quality 75, 4:2:0) and opened again. */
    public RgbImage throughJpeg() {
        return JpegRoundTrip.of(this);
    }

    /** The picture at another size, as Pillow's {@code resize} with {@code BILINEAR} makes it. */
    public RgbImage resize(int newWidth, int newHeight) {
        return of(newWidth, newHeight, new BilinearScaler(width, height, newWidth, newHeight).scale(rgb));
    }

    /**
     * Writes the picture as a network takes it: planes of red, green and blue, each value (byte / 255 − mean) / std.
     *
     * @param mean for each colour
     * @param std for each colour
     * @param tensor receives shape [3, height, width]
     * @param offset where in {@code tensor} to begin
     * @throws IllegalArgumentException if there are not three means and three deviations
     * @throws IndexOutOfBoundsException if the picture does not fit into {@code tensor}, which is then as it was
     */
    public void toTensor(float[] mean, float[] std, float[] tensor, int offset) {
        if (mean.length != 3 || std.length != 3) {
            throw new IllegalArgumentException("red, green and blue need a mean and a deviation each, found "
                    + mean.length + " and " + std.length);
        }
        int pixels = width * height;
        Objects.checkFromIndexSize(offset, 3 * pixels, tensor.length);
        float[] values = new float[256];
        for (int c = 0; c < 3; c++) {
            for (int v = 0; v < 256; v++) {
                values[v] = (v / 255f - mean[c]) / std[c];
            }
            for (int i = 0, at = offset + c * pixels; i < pixels; i++, at++) {
                tensor[at] = values[rgb[3 * i + c] & 0xFF];
            }
        }
    }

    /**
     * Writes the picture as a PNG; the stream stays open.
     *
     * @throws IOException if the stream cannot be written to
     */
    public void writePng(OutputStream out) throws IOException {
        try (MemoryCacheImageOutputStream png = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(toBufferedImage(), "png", png);
        }
    }

    private BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += 3) {
                row[x] = ((rgb[at] & 0xFF) << 16) | ((rgb[at + 1] & 0xFF) << 8) | (rgb[at + 2] & 0xFF);
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
    }
}
