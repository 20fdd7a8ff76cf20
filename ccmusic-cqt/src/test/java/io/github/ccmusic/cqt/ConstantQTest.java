package io.github.ccmusic.cqt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConstantQTest {
    @ParameterizedTest
    @MethodSource("io.github.ccmusic.cqt.Golden#all")
    void agreesWithLibrosaInMagnitudeAndPhase(Golden golden) throws IOException {
        float[] expected = golden.floats("cqt.c64");
        ComplexSpectrogram cqt = ConstantQ.librosaDefaults().transform(golden.referenceClip());

        assertThat(cqt.bins()).isEqualTo(84);
        assertThat(cqt.frames()).isEqualTo(expected.length / 2 / 84);
        double peak = 0;
        double worst = 0;
        for (int k = 0, i = 0; k < 84; k++) {
            for (int t = 0; t < cqt.frames(); t++, i += 2) {
                peak = Math.max(peak, Math.hypot(expected[i], expected[i + 1]));
                worst = Math.max(
                        worst, Math.hypot(cqt.real(k)[t] - expected[i], cqt.imaginary(k)[t] - expected[i + 1]));
            }
        }
        assertThat(worst).isLessThanOrEqualTo(2e-6 * peak);
    }

    @ParameterizedTest
    @MethodSource("io.github.ccmusic.cqt.Golden#all")
    void agreesWithLibrosaInDecibels(Golden golden) throws IOException {
        Spectrogram expected = golden.decibels("cqt", 84);
        Spectrogram actual = ConstantQ.librosaDefaults().decibels(golden.referenceClip());

        double worst = 0;
        double worstAbove60 = 0;
        for (int k = 0; k < 84; k++) {
            for (int t = 0; t < expected.frames(); t++) {
                double error = Math.abs(actual.at(k, t) - expected.at(k, t));
                worst = Math.max(worst, error);
                if (expected.at(k, t) > -60) {
                    worstAbove60 = Math.max(worstAbove60, error);
                }
            }
        }
        assertThat(worst).isLessThanOrEqualTo(0.03);
        assertThat(worstAbove60).isLessThanOrEqualTo(0.005);
    }
}
