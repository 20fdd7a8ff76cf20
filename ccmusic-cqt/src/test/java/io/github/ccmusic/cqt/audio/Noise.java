package io.github.ccmusic.cqt.audio;

/** White noise in [-0.5, 0.5), the same as {@code noise} in {@code golden/make_goldens.py}. */
public final class Noise {
    private Noise() {}

    public static float[] of(int length, int seed) {
        float[] samples = new float[length];
        for (int i = 0; i < length; i++) {
            samples[i] = at(i, seed);
        }
        return samples;
    }

    public static float at(long index, int seed) {
        int h = (int) index + seed * 0x9E3779B1;
        h = (h ^ (h >>> 16)) * 0x85EBCA6B;
        h = (h ^ (h >>> 13)) * 0xC2B2AE35;
        h ^= h >>> 16;
        return (h >>> 8) * 0x1p-24f - 0.5f;
    }
}
