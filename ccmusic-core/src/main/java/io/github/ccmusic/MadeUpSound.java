package io.github.ccmusic;

import io.github.ccmusic.cqt.Spectrogram;
import io.github.ccmusic.cqt.image.Slice;
import io.github.ccmusic.cqt.image.SpectrogramPainter;
import io.github.ccmusic.modeldir.InputSize;
import io.github.ccmusic.modeldir.ModelConfig;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Pictures such as music gives, of no recording: notes that are struck and fade, each with an octave above it, over noise that falls off
 * with pitch. Always the same ones, whatever a model's feature is.
 */
final class MadeUpSound {
    private static final int SLICES = 8;
    private static final int BINS = 84;
    private static final int OCTAVE = 12;
    private static final int FRAMES = 490;
    private static final int HOP = 512;
    private static final long SEED = 20221122;

    private MadeUpSound() {}

    static SlicedSound of(ModelConfig config, InputSize size) {
        float[][] decibels = new float[BINS][SLICES * FRAMES];
        for (int slice = 0; slice < SLICES; slice++) {
            draw(decibels, slice * FRAMES, new SplittableRandom(SEED + slice));
        }
        int samples = SLICES * FRAMES * HOP;
        Spectrogram spectrogram = Spectrogram.of(decibels, config.slices().sampleRateHz(), HOP, samples);
        List<Slice> slices = IntStream.range(0, SLICES)
                .mapToObj(i -> new Slice(i * FRAMES, (i + 1) * FRAMES, i, i + 1))
                .toList();
        return new SlicedSound(
                spectrogram, slices, List.of(), SpectrogramPainter.magma(), config, size, Duration.ZERO, Duration.ZERO);
    }

    private static void draw(float[][] decibels, int from, SplittableRandom random) {
        for (int bin = 0; bin < BINS; bin++) {
            for (int t = 0; t < FRAMES; t++) {
                decibels[bin][from + t] = (float) random.nextDouble(-70, -45) - bin * 10f / BINS;
            }
        }
        int notes = random.nextInt(10, 60);
        double fade = random.nextDouble(0.1, 1);
        for (int note = 0; note < notes; note++) {
            int bin = random.nextInt(BINS - OCTAVE);
            int struck = random.nextInt(FRAMES);
            float loudness = (float) random.nextDouble(-25, 0);
            for (int t = struck; t < FRAMES; t++) {
                float level = (float) (loudness - fade * (t - struck));
                raise(decibels[bin], from + t, level);
                raise(decibels[bin + OCTAVE], from + t, level - 10);
            }
        }
    }

    private static void raise(float[] row, int frame, float level) {
        row[frame] = Math.max(row[frame], level);
    }
}
