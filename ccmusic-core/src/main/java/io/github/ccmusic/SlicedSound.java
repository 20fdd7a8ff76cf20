package io.github.ccmusic;

import io.github.ccmusic.cqt.Spectrogram;
import io.github.ccmusic.cqt.image.RgbImage;
import io.github.ccmusic.cqt.image.Slice;
import io.github.ccmusic.cqt.image.SpectrogramPainter;
import io.github.ccmusic.modeldir.InputSize;
import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.modeldir.Normalization;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;

/** The spectrogram of a piece of sound and the slices in which a network will see it; a picture is drawn when it is asked for. */
public final class SlicedSound {
    private final Spectrogram spectrogram;
    private final List<Slice> slices;
    private final List<AudioWarning> warnings;
    private final SpectrogramPainter painter;
    private final ModelConfig config;
    private final InputSize size;
    private final Duration decoding;
    private final Duration transforming;

    SlicedSound(
            Spectrogram spectrogram,
            List<Slice> slices,
            List<AudioWarning> warnings,
            SpectrogramPainter painter,
            ModelConfig config,
            InputSize size,
            Duration decoding,
            Duration transforming) {
        this.spectrogram = spectrogram;
        this.slices = List.copyOf(slices);
        this.warnings = List.copyOf(warnings);
        this.painter = painter;
        this.config = config;
        this.size = size;
        this.decoding = decoding;
        this.transforming = transforming;
    }

    /** The whole spectrogram, in decibels. */
    public Spectrogram spectrogram() {
        return spectrogram;
    }

    /** The slices, in the order of time; at least one. */
    public List<Slice> slices() {
        return slices;
    }

    /** What is amiss with the sound. */
    public List<AudioWarning> warnings() {
        return warnings;
    }

    /** The picture of a slice that the network sees, of the size and after the JPEG that its config asks for. */
    public RgbImage picture(int slice) {
        RgbImage drawn = painter.draw(spectrogram, slices.get(slice));
        RgbImage stored = config.jpeg() ? drawn.throughJpeg() : drawn;
        return stored.resize(size.width(), size.height());
    }

    /**
     * The pictures of several slices as the network takes them.
     *
     * @param stop asked before each picture
     * @return shape [count, 3, height, width], row-major; owned by the caller
     * @throws InterruptedIOException if the call is to end early
     */
    float[] tensor(int firstSlice, int count, StopCheck stop) throws InterruptedIOException {
        int picture = 3 * size.height() * size.width();
        float[] nchw = new float[Math.multiplyExact(count, picture)];
        Normalization colours = config.normalization();
        for (int i = 0; i < count; i++) {
            stop.check();
            picture(firstSlice + i).toTensor(floats(colours.mean()), floats(colours.std()), nchw, i * picture);
        }
        return nchw;
    }

    /** The time that reading took. */
    Duration decoding() {
        return decoding;
    }

    /** The time that the spectrogram took, reading left out. */
    Duration transforming() {
        return transforming;
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }
}
