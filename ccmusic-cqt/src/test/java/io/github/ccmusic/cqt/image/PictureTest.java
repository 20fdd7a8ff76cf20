package io.github.ccmusic.cqt.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.cqt.Chromagram;
import io.github.ccmusic.cqt.ConstantQ;
import io.github.ccmusic.cqt.Golden;
import io.github.ccmusic.cqt.MelSpectrogram;
import io.github.ccmusic.cqt.SpectralFeature;
import io.github.ccmusic.cqt.Spectrogram;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PictureTest {
    static Stream<Arguments> pictures() {
        List<Arguments> all = new ArrayList<>();
        for (Golden golden : Golden.all().toList()) {
            all.add(Arguments.of(golden, "cqt", 84, 0));
            all.add(Arguments.of(golden, "mel", 128, 0));
            all.add(Arguments.of(golden, "chroma", 12, 0));
        }
        all.add(Arguments.of(new Golden("vibeace_25s_44k1"), "cqt", 84, 1));
        return all.stream();
    }

    private static Slice slice(Spectrogram spectrogram, int index) {
        List<Slice> slices = SpectrogramSlicer.upstreamDefaults().slice(spectrogram);
        return slices.isEmpty() ? Slice.all(spectrogram) : slices.get(index);
    }

    private static byte[] decode(byte[] file) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        byte[] rgb = new byte[3 * pixels.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (pixels[i / 3] >> (16 - 8 * (i % 3)));
        }
        return rgb;
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void drawsEveryByteAsMatplotlibDoes(Golden golden, String feature, int bins, int index) throws IOException {
        Spectrogram spectrogram = golden.decibels(feature, bins);
        RgbImage picture = SpectrogramPainter.magma().draw(spectrogram, slice(spectrogram, index));
        byte[] png = decode(golden.bytes(feature + "_" + index + ".png"));
        assertThat(picture.rgb()).isEqualTo(png);
        byte[] jpeg = decode(golden.bytes(feature + "_" + index + ".jpg"));
        assertThat(picture.throughJpeg().rgb()).isEqualTo(jpeg);
        assertThat(picture.throughJpeg().resize(224, 224).rgb())
                .isEqualTo(golden.bytes(feature + "_" + index + "_rgb224.u8"));
    }

    static Stream<Arguments> features() {
        return Golden.all()
                .flatMap(golden -> Stream.of(
                        Arguments.of(golden, "cqt", ConstantQ.librosaDefaults()),
                        Arguments.of(golden, "mel", MelSpectrogram.librosaDefaults()),
                        Arguments.of(golden, "chroma", Chromagram.librosaDefaults())));
    }

    /** The bar is for the picture as drawn, 496 × 369: JPEG spreads each changed column, so that the 224 picture has none of its own. */
    @ParameterizedTest
    @MethodSource("features")
    void drawsAlmostEveryByteFromTheSamplesBeforeJpeg(Golden golden, String name, SpectralFeature feature)
            throws IOException {
        Spectrogram spectrogram = feature.decibels(golden.clip());
        byte[] actual = SpectrogramPainter.magma()
                .draw(spectrogram, slice(spectrogram, 0))
                .rgb();
        byte[] expected = decode(golden.bytes(name + "_0.png"));
        int different = 0;
        int worst = 0;
        for (int i = 0; i < actual.length; i++) {
            int d = Math.abs((actual[i] & 255) - (expected[i] & 255));
            if (d > 0) different++;
            worst = Math.max(worst, d);
        }
        assertThat(different).isLessThanOrEqualTo(actual.length / 1000);
        assertThat(worst).isLessThanOrEqualTo(4);
    }
}
