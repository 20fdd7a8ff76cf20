package io.github.ccmusic.cqt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.Noise;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CqtSpecTest {
    /** The same list as in {@code golden/make_goldens.py}. */
    @ParameterizedTest
    @CsvSource({
        "0, 22050, 512, 32.70319566257483, 84, 12, HAMMING",
        "1, 22050, 512, 32.70319566257483, 84, 12, BLACKMAN_HARRIS",
        "2, 22050, 512, 110.0, 30, 12, HANN",
        "3, 22050, 512, 440.0, 1, 12, HANN",
        "4, 22050, 256, 55.0, 120, 24, HANN",
        "5, 22050, 512, 65.4, 108, 36, HANN",
        "6, 22050, 96, 65.40639132514966, 72, 12, HANN",
        "7, 22050, 511, 130.8, 48, 12, HANN",
        "8, 44100, 512, 32.70319566257483, 84, 12, HANN",
        "9, 96000, 1024, 55.0, 48, 12, HANN",
        "10, 8000, 64, 100.0, 40, 10, RECTANGULAR"
    })
    void agreesWithLibrosaForOtherParameters(
            int seed, int rate, int hop, double lowestHz, int bins, int binsPerOctave, Window window)
            throws IOException {
        float[] expected = new Golden("variations").floats("cqt_" + seed + ".c64");
        ConstantQ cqt = ConstantQ.of(new CqtSpec(rate, hop, lowestHz, bins, binsPerOctave, window));
        float[] samples = Noise.of(rate / 2, seed);
        for (int i = 0; i < samples.length; i++) {
            double fade = Math.sin(Math.PI * i / samples.length);
            samples[i] = (float) (samples[i] * fade * fade);
        }
        ComplexSpectrogram actual = cqt.transform(AudioClip.of(samples, rate));

        assertThat(actual.frames()).isEqualTo(expected.length / 2 / bins);
        double peak = 0;
        double worst = 0;
        for (int k = 0, i = 0; k < bins; k++) {
            for (int t = 0; t < actual.frames(); t++, i += 2) {
                peak = Math.max(peak, Math.hypot(expected[i], expected[i + 1]));
                worst = Math.max(
                        worst, Math.hypot(actual.real(k)[t] - expected[i], actual.imaginary(k)[t] - expected[i + 1]));
            }
        }
        assertThat(worst).isLessThanOrEqualTo(2e-6 * peak);
    }

    /** At 44 100 Hz the sound is halved first, rounded up, so that a frame may begin a sample early. */
    @ParameterizedTest
    @CsvSource({"22050, 1023, 2", "22050, 1024, 3", "44100, 1022, 2", "44100, 1023, 3", "44100, 1024, 3"})
    void tellsHowManyFramesThereWillBe(int rate, int samples, int frames) {
        ConstantQ cqt = ConstantQ.librosaDefaults(rate);

        assertThat(cqt.frames(samples)).isEqualTo(frames);
        assertThat(cqt.transform(AudioClip.of(new float[samples], rate)).frames())
                .isEqualTo(frames);
    }

    @Test
    void refusesAFilterPastNyquist() {
        assertThatThrownBy(() -> ConstantQ.of(new CqtSpec(22_050, 512, CqtSpec.C1_HZ, 102, 12, Window.HANN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("past half the sample rate of 22050 Hz; ask for fewer bins");
    }

    @Test
    void refusesASignalShorterThanItsDecimation() {
        ConstantQ cqt = ConstantQ.of(new CqtSpec(96_000, 1024, 55, 48, 12, Window.HANN));
        assertThatThrownBy(() -> cqt.transform(AudioClip.of(new float[7], 96_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("7 samples are too few for 4 octaves; there must be 16");
    }

    @Test
    void refusesFiltersThatFillTheMemory() {
        assertThatThrownBy(() -> ConstantQ.of(new CqtSpec(22_050, 511, 0.01, 84, 12, Window.HANN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("samples long");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 512, 32, 84, 12",
        "22050, 0, 32, 84, 12",
        "22050, 512, 0, 84, 12",
        "22050, 512, NaN, 84, 12",
        "22050, 512, 32, 0, 12",
        "22050, 512, 32, 84, 0"
    })
    void refusesValuesThatMakeNoSense(int rate, int hop, double lowestHz, int bins, int binsPerOctave) {
        assertThatThrownBy(() -> new CqtSpec(rate, hop, lowestHz, bins, binsPerOctave, Window.HANN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
