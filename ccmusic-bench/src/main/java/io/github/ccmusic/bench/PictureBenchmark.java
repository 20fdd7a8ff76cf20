package io.github.ccmusic.bench;

import io.github.ccmusic.cqt.ConstantQ;
import io.github.ccmusic.cqt.Spectrogram;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.cqt.image.RgbImage;
import io.github.ccmusic.cqt.image.Slice;
import io.github.ccmusic.cqt.image.SpectrogramPainter;
import io.github.ccmusic.cqt.image.SpectrogramSlicer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One slice of a spectrogram to the 224×224 picture: drawn, put through JPEG, resized; and each of the three alone.
 *
 * <pre>{@code java -jar ccmusic-bench/target/benchmarks.jar PictureBenchmark}</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PictureBenchmark {
    private final SpectrogramPainter painter = SpectrogramPainter.magma();
    private Spectrogram spectrogram;
    private Slice slice;
    private RgbImage drawn;
    private RgbImage compressed;

    @Setup
    public void drawAndCheckAgainstImageIo() throws IOException {
        spectrogram = ConstantQ.librosaDefaults().decibels(AudioStream.of(Sounds.toneInNoise(440, 12)));
        slice = SpectrogramSlicer.upstreamDefaults().slice(spectrogram).get(0);
        drawn = painter.draw(spectrogram, slice);
        compressed = drawn.throughJpeg();
        if (!Arrays.equals(throughImageIo(drawn), compressed.rgb())) {
            throw new IllegalStateException("the JPEG round trip differs from ImageIO's");
        }
    }

    @Benchmark
    public RgbImage picture() {
        return painter.draw(spectrogram, slice).throughJpeg().resize(224, 224);
    }

    @Benchmark
    public RgbImage draw() {
        return painter.draw(spectrogram, slice);
    }

    @Benchmark
    public RgbImage jpeg() {
        return drawn.throughJpeg();
    }

    @Benchmark
    public RgbImage resize() {
        return compressed.resize(224, 224);
    }

    /** What the round trip would cost through the JDK's codec. */
    @Benchmark
    public void jpegByImageIo(Blackhole hole) throws IOException {
        hole.consume(throughImageIo(drawn));
    }

    private static byte[] throughImageIo(RgbImage image) throws IOException {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = image.rgb();
        for (int i = 0; i < rgb.length / 3; i++) {
            int value = ((rgb[3 * i] & 0xFF) << 16) | ((rgb[3 * i + 1] & 0xFF) << 8) | (rgb[3 * i + 2] & 0xFF);
            picture.setRGB(i % image.width(), i / image.width(), value);
        }
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try {
            ImageWriteParam quality = writer.getDefaultWriteParam();
            quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            quality.setCompressionQuality(0.75f);
            writer.setOutput(ImageIO.createImageOutputStream(jpeg));
            writer.write(null, new IIOImage(picture, null, null), quality);
        } finally {
            writer.dispose();
        }
        BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(jpeg.toByteArray()));
        byte[] result = new byte[rgb.length];
        for (int i = 0; i < rgb.length / 3; i++) {
            int value = decoded.getRGB(i % image.width(), i / image.width());
            result[3 * i] = (byte) (value >> 16);
            result[3 * i + 1] = (byte) (value >> 8);
            result[3 * i + 2] = (byte) value;
        }
        return result;
    }
}
