package io.github.ccmusic.cqt;

import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.cqt.audio.Resampler;
import java.io.IOException;

/**
 * The mel spectrogram: the power in 128 overlapping bands, spaced as the ear hears pitch.
 *
 * <p>Source: Slaney, "Auditory Toolbox", Interval Research 1998; {@code librosa.feature.melspectrogram(y, sr=sampleRateHz)} with
 * its defaults (2048 samples in a frame, a frame every 512, bands from 0 Hz to half the sample rate, each of the same area). Sound is
 * taken in block by block. An instance is immutable and may be used by many threads.
 */
public final class MelSpectrogram implements SpectralFeature {
    private static final int BANDS = 128;

    /** Slaney's scale is linear up to 1000 Hz and logarithmic from there. */
    private static final double LINEAR_HZ = 200.0 / 3;

    private static final double BREAK_HZ = 1000;
    private static final double BREAK_MEL = BREAK_HZ / LINEAR_HZ;
    private static final double LOG_STEP = Math.log(6.4) / 27;

    private final int sampleRateHz;
    private final Resampler resampler;

    /** The weights of the spectrum's bins in each band, from the first that has any. */
    private final float[][] weights = new float[BANDS][];

    private final int[] firstBin = new int[BANDS];

    private MelSpectrogram(int sampleRateHz) {
        this.sampleRateHz = sampleRateHz;
        this.resampler = Resampler.to(sampleRateHz);
        double[] edges = new double[BANDS + 2];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = hz(mel(sampleRateHz / 2.0) * i / (BANDS + 1));
        }
        double binHz = sampleRateHz / (double) PowerFrames.FRAME;
        for (int b = 0; b < BANDS; b++) {
            firstBin[b] = (int) Math.ceil(edges[b] / binHz);
            weights[b] = new float[(int) Math.ceil(edges[b + 2] / binHz) - firstBin[b]];
            for (int i = 0; i < weights[b].length; i++) {
                double hz = (firstBin[b] + i) * binHz;
                double rising = (hz - edges[b]) / (edges[b + 1] - edges[b]);
                double falling = (edges[b + 2] - hz) / (edges[b + 2] - edges[b + 1]);
                weights[b][i] = (float) (Math.max(0, Math.min(rising, falling)) * 2 / (edges[b + 2] - edges[b]));
            }
        }
    }

    /** The spectrogram that {@code librosa.feature.melspectrogram(y, sr=22050)} computes. */
    public static MelSpectrogram librosaDefaults() {
        return librosaDefaults(22_050);
    }

    /**
     * The spectrogram that {@code librosa.feature.melspectrogram(y, sr=sampleRateHz)} computes.
     *
     * @throws IllegalArgumentException if the rate is not positive
     */
    public static MelSpectrogram librosaDefaults(int sampleRateHz) {
        return new MelSpectrogram(sampleRateHz);
    }

    private static double mel(double hz) {
        return hz < BREAK_HZ ? hz / LINEAR_HZ : BREAK_MEL + Math.log(hz / BREAK_HZ) / LOG_STEP;
    }

    private static double hz(double mel) {
        return mel < BREAK_MEL ? mel * LINEAR_HZ : BREAK_HZ * Math.exp(LOG_STEP * (mel - BREAK_MEL));
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
        GrowingRows bands = new GrowingRows(BANDS);
        PowerFrames frames = new PowerFrames((frame, power) -> {
            for (int b = 0; b < BANDS; b++) {
                float sum = 0;
                for (int i = 0; i < weights[b].length; i++) {
                    sum += weights[b][i] * power[firstBin[b] + i];
                }
                bands.put(b, frame, sum);
            }
        });
        long samples = resampler.resample(mono).forEachBlock(frames::push);
        if (samples == 0) {
            throw new IllegalArgumentException("there are no samples to analyse");
        }
        frames.finish();
        float[][] rows = bands.toArray();
        Decibels.ofPower(rows);
        return Spectrogram.of(rows, sampleRateHz, PowerFrames.HOP, samples);
    }
}
