package io.github.ccmusic.cqt;

import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.cqt.audio.Resampler;
import java.io.IOException;

/**
 * The chromagram: how much of each of the twelve pitch classes, C first, sounds at each time, whatever the octave.
 *
 * <p>Source: Ellis, "Chroma feature analysis and synthesis", 2007; {@code librosa.feature.chroma_stft(y, sr=sampleRateHz)} with
 * its defaults. How far the recording is tuned away from 440 Hz is estimated first ({@link Tuning}), each frame is scaled to a
 * maximum of 1, and the values are squared before they become decibels. An instance is immutable and may be used by many threads.
 *
 * <p>The tuning is that of the whole sound, so its samples are kept until it is known: 318 MB for an hour at 22 050 Hz.
 */
public final class Chromagram implements SpectralFeature {
    private static final int CLASSES = 12;

    /** Octaves count less the further they are from this one, A4's, in which the weight of two octaves is a standard deviation. */
    private static final double CENTER_OCTAVE = 5;

    private static final double OCTAVE_WIDTH = 2;

    private final int sampleRateHz;
    private final Resampler resampler;

    private Chromagram(int sampleRateHz) {
        this.sampleRateHz = sampleRateHz;
        this.resampler = Resampler.to(sampleRateHz);
    }

    /** The chromagram that {@code librosa.feature.chroma_stft(y, sr=22050)} computes. */
    public static Chromagram librosaDefaults() {
        return librosaDefaults(22_050);
    }

    /**
     * The chromagram that {@code librosa.feature.chroma_stft(y, sr=sampleRateHz)} computes.
     *
     * @throws IllegalArgumentException if the rate is not positive
     */
    public static Chromagram librosaDefaults(int sampleRateHz) {
        return new Chromagram(sampleRateHz);
    }

    @Override
    public int sampleRateHz() {
        return sampleRateHz;
    }

    @Override
    public int frames(long samples) {
        return PowerFrames.count(samples);
    }

    @Override
    public Spectrogram decibels(AudioStream mono) throws IOException {
        SampleStore samples = new SampleStore();
        Tuning tuning = new Tuning(sampleRateHz, CLASSES);
        PowerFrames first = new PowerFrames((frame, power) -> tuning.add(power));
        long length = resampler.resample(mono).forEachBlock((block, offset, count) -> {
            samples.add(block, offset, count);
            first.push(block, offset, count);
        });
        if (length == 0) {
            throw new IllegalArgumentException("there are no samples to analyse");
        }
        first.finish();

        float[][] filters = filters(tuning.estimate());
        GrowingRows classes = new GrowingRows(CLASSES);
        float[] chroma = new float[CLASSES];
        PowerFrames second = new PowerFrames((frame, power) -> {
            project(filters, power, chroma);
            for (int c = 0; c < CLASSES; c++) {
                classes.put(c, frame, chroma[c] * chroma[c]);
            }
        });
        samples.forEach(second::push);
        second.finish();
        float[][] rows = classes.toArray();
        Decibels.ofPower(rows);
        return Spectrogram.of(rows, sampleRateHz, PowerFrames.HOP, length);
    }

    /** Sums the power of each pitch class and scales the largest to 1. */
    private static void project(float[][] filters, float[] power, float[] chroma) {
        float most = 0;
        for (int c = 0; c < CLASSES; c++) {
            double sum = 0;
            for (int k = 0; k < power.length; k++) {
                sum += filters[c][k] * power[k];
            }
            chroma[c] = (float) sum;
            most = Math.max(most, chroma[c]);
        }
        if (most >= Float.MIN_NORMAL) {
            for (int c = 0; c < CLASSES; c++) {
                chroma[c] /= most;
            }
        }
    }

    /**
     * How much each bin of a spectrum belongs to each pitch class ({@code librosa.filters.chroma}).
     *
     * @param tuning how far A4 is from 440 Hz, in semitones
     */
    private float[][] filters(double tuning) {
        int bins = PowerFrames.FRAME;
        // Where each bin lies, in semitones; the bin at 0 Hz is given a place one and a half octaves below the first.
        double[] semitones = new double[bins];
        double a0 = 440 * Math.pow(2, tuning / CLASSES) / 16;
        for (int k = 1; k < bins; k++) {
            semitones[k] = CLASSES * Math.log((double) sampleRateHz * k / bins / a0) / Math.log(2);
        }
        semitones[0] = semitones[1] - 1.5 * CLASSES;

        float[][] filters = new float[CLASSES][PowerFrames.BINS];
        double[] weights = new double[CLASSES];
        for (int k = 0; k < PowerFrames.BINS; k++) {
            double width = Math.max(semitones[k + 1] - semitones[k], 1);
            double squares = 0;
            for (int c = 0; c < CLASSES; c++) {
                double distance = floorMod(semitones[k] - c + CLASSES / 2 + 10 * CLASSES, CLASSES) - CLASSES / 2;
                weights[c] = gaussian(2 * distance / width);
                squares += weights[c] * weights[c];
            }
            double octave = gaussian((semitones[k] / CLASSES - CENTER_OCTAVE) / OCTAVE_WIDTH);
            for (int c = 0; c < CLASSES; c++) {
                // The classes are counted from A; C comes first.
                filters[(c + CLASSES - 3) % CLASSES][k] = (float) (weights[c] / Math.sqrt(squares) * octave);
            }
        }
        return filters;
    }

    private static double gaussian(double x) {
        return Math.exp(-0.5 * x * x);
    }

    private static double floorMod(double x, double modulus) {
        return x - Math.floor(x / modulus) * modulus;
    }
}
