package io.github.ccmusic.cqt.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.cqt.Golden;
import io.github.ccmusic.cqt.Spectrogram;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RgbImageTest {
    private static final float[] HALVES = {0.5f, 0.5f, 0.5f};

    /** Noise that is coarse or fine, pale or full, so that every step of a JPEG has something to do. */
    private static RgbImage random(int width, int height, long seed) {
        Random random = new Random(seed);
        int grain = 1 + random.nextInt(6);
        int range = 1 + random.nextInt(256);
        int[] colors = random.ints(3L * (width / grain + 1) * (height / grain + 1), 256 - range, 256)
                .toArray();
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % width / grain;
            int y = i / 3 / width / grain;
            rgb[i] = (byte) colors[3 * (y * (width / grain + 1) + x) + i % 3];
        }
        return RgbImage.of(width, height, rgb);
    }

    private static BufferedImage toBufferedImage(RgbImage image) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        image.writePng(png);
        return ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
    }

    private static byte[] bytes(BufferedImage image) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        byte[] rgb = new byte[3 * pixels.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (pixels[i / 3] >> (16 - 8 * (i % 3)));
        }
        return rgb;
    }

    private static byte[] throughImageIo(RgbImage image) throws IOException {
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(jpeg)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(0.75f);
            writer.setOutput(out);
            writer.write(null, new IIOImage(toBufferedImage(image), null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes(ImageIO.read(new ByteArrayInputStream(jpeg.toByteArray())));
    }

    @ParameterizedTest(name = "{0} × {1}, seed {2}")
    @CsvSource({
        "4, 4, 15",
        "3, 5, 16",
        "1, 1, 17",
        "24, 24, 18",
        "496, 369, 1",
        "496, 369, 2",
        "496, 369, 3",
        "496, 369, 4",
        "16, 16, 5",
        "17, 17, 6",
        "15, 31, 7",
        "33, 9, 8",
        "64, 50, 9",
        "100, 101, 10",
        "8, 8, 11",
        "9, 7, 12",
        "250, 3, 13",
        "6, 200, 14"
    })
    void losesToJpegWhatImageIoLoses(int width, int height, long seed) throws IOException {
        RgbImage image = random(width, height, seed);
        assertThat(image.throughJpeg().rgb()).isEqualTo(throughImageIo(image));
    }

    @Test
    void keepsItsPixelsInAPng() throws IOException {
        RgbImage image = random(31, 17, 1);
        assertThat(bytes(toBufferedImage(image))).isEqualTo(image.rgb());
    }

    @Test
    void resizesAsPillowDoesWithoutJpegToo() throws IOException {
        Golden golden = new Golden("chirp_chord_22k");
        Spectrogram spectrogram = golden.decibels("cqt", 84);
        Slice slice = SpectrogramSlicer.upstreamDefaults().slice(spectrogram).get(0);
        RgbImage resized = SpectrogramPainter.magma().draw(spectrogram, slice).resize(224, 224);

        assertThat(resized.rgb()).isEqualTo(golden.bytes("cqt_0_rgb224_nojpeg.u8"));
    }

    @Test
    void becomesTheTensorThatTorchvisionMakes() throws IOException {
        Golden golden = new Golden("chirp_chord_22k");
        RgbImage image = RgbImage.of(224, 224, golden.bytes("cqt_0_rgb224.u8"));
        float[] tensor = new float[7 + 3 * 224 * 224];
        image.toTensor(HALVES, HALVES, tensor, 7);
        float[] expected = golden.floats("cqt_0_tensor.f32");

        for (int i = 0; i < expected.length; i++) {
            assertThat(tensor[7 + i]).isEqualTo(expected[i]);
        }
    }

    @Test
    void normalisesEachColourByItsOwnMeanAndDeviation() {
        float[] tensor = new float[6];
        RgbImage.of(2, 1, new byte[] {0, 51, (byte) 255, (byte) 255, 0, 102})
                .toTensor(new float[] {0, 0.2f, 0.4f}, new float[] {1, 0.5f, 0.1f}, tensor, 0);
        assertThat(tensor).containsExactly(0, 1, 0, -0.4f, 0.6f / 0.1f, 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "3, 2", "1, 1", "4, 4"})
    void refusesAnyButThreeMeansAndDeviations(int means, int deviations) {
        RgbImage image = random(2, 2, 1);
        assertThatThrownBy(() -> image.toTensor(new float[means], new float[deviations], new float[12], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("found " + means + " and " + deviations);
    }

    @ParameterizedTest
    @CsvSource({"11, 0", "12, 1", "12, -1"})
    void refusesATensorWithoutRoom(int length, int offset) {
        float[] tensor = new float[length];
        assertThatThrownBy(() -> random(2, 2, 1).toTensor(HALVES, HALVES, tensor, offset))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(tensor).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0", "2, 2, 11", "-1, -1, 3"})
    void refusesBytesThatDoNotFillIt(int width, int height, int bytes) {
        assertThatThrownBy(() -> RgbImage.of(width, height, new byte[bytes]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
