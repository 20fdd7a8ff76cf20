package io.github.ccmusic.cqt.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.cqt.Golden;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {
    @ParameterizedTest
    @ValueSource(strings = {"stereo_44k1", "vibeace_25s_44k1"})
    void halvesAsSoxrDoes(String name) throws IOException {
        Golden golden = new Golden(name);
        float[] expected = golden.floats("y22050.f32");
        float[] actual = golden.clip().samples();
        assertThat(actual).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < actual.length; i++) {
            worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
        }
        assertThat(worst).isLessThanOrEqualTo(1e-6);
    }

    @ParameterizedTest
    @ValueSource(strings = "mono_48k")
    void bringsOtherRatesWithin95DecibelsOfSoxr(String name) throws IOException {
        Golden golden = new Golden(name);
        float[] expected = golden.floats("y22050.f32");
        float[] actual = golden.clip().samples();
        assertThat(actual).hasSameSizeAs(expected);
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < actual.length; i++) {
            signal += expected[i] * (double) expected[i];
            double error = actual[i] - expected[i];
            noise += error * error;
        }
        assertThat(10 * Math.log10(signal / noise)).isGreaterThanOrEqualTo(95);
    }
}
