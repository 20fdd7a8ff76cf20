package io.github.ccmusic.bench;

import io.github.ccmusic.cqt.audio.AudioClip;
import java.util.Random;

/** Sounds to measure on: the same at every run. */
final class Sounds {
    private static final int RATE_HZ = 22_050;

    private Sounds() {}

    /** A tone over white noise a tenth as loud, at 22 050 Hz. */
    static AudioClip toneInNoise(double frequencyHz, int seconds) {
        Random random = new Random(20240711);
        float[] samples = new float[seconds * RATE_HZ];
        for (int i = 0; i < samples.length; i++) {
            double tone = 0.5 * Math.sin(2 * Math.PI * frequencyHz * i / RATE_HZ);
            samples[i] = (float) (tone + 0.05 * random.nextGaussian());
        }
        return AudioClip.of(samples, RATE_HZ);
    }
}
