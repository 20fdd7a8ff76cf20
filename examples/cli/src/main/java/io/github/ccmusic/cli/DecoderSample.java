package io.github.ccmusic.cli;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;

/** Half a second of the tuning tone in each kind of file, to find out whether this machine decodes it. */
enum DecoderSample {
    WAV,
    MP3,
    OGG,
    FLAC,
    M4A,
    OPUS;

    private static final int TONE_HZ = 440;

    /**
     * Decodes the sample.
     *
     * @return what was found, for reading
     * @throws IOException if it is not decoded, or to something else than the tone
     */
    String decode() throws IOException {
        try (InputStream file = getClass().getResourceAsStream("tone/" + TONE_HZ + "." + this)) {
            AudioClip clip = AudioReader.read(Objects.requireNonNull(file));
            double heard = frequencyHz(clip.samples(), clip.sampleRateHz());
            String findings = String.format(
                    Locale.ROOT, "%.2f s at %d Hz, a tone of %.0f Hz", clip.seconds(), clip.sampleRateHz(), heard);
            if (Math.abs(heard - TONE_HZ) > 0.01 * TONE_HZ) {
                throw new IOException("expected half a second of " + TONE_HZ + " Hz, found " + findings);
            }
            return findings;
        }
    }

    /** Whole waves between the first and the last time that the sound rises through zero. */
    private static double frequencyHz(float[] samples, int sampleRateHz) {
        int first = 0;
        int last = 0;
        int waves = -1;
        for (int i = 1; i < samples.length; i++) {
            if (samples[i - 1] < 0 && samples[i] >= 0) {
                first = waves < 0 ? i : first;
                last = i;
                waves++;
            }
        }
        return waves < 1 ? 0 : (double) waves * sampleRateHz / (last - first);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
