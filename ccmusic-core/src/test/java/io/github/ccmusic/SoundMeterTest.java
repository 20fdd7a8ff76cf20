package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ccmusic.AudioWarning.Kind;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoundMeterTest {
    private static final int RATE = 8000;

    @Test
    void findsNothingAmissWithAPlainTone() throws IOException {
        assertThat(warnings(tone(0.5))).isEmpty();
    }

    @Test
    void letsPeaksTouchFullScale() throws IOException {
        assertThat(warnings(tone(1))).isEmpty();
    }

    @Test
    void noticesPeaksThatAreCutOff() throws IOException {
        float[] samples = tone(2);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = Math.max(-1, Math.min(1, samples[i]));
        }
        assertThat(warnings(samples)).singleElement().satisfies(warning -> {
            assertThat(warning.kind()).isEqualTo(Kind.CLIPPED);
            // A sine of amplitude 2 is beyond 1 for two thirds of the time.
            assertThat(warning.detail()).startsWith("66.");
        });
    }

    @Test
    void noticesThatMostIsSilence() throws IOException {
        float[] samples = tone(0.5);
        java.util.Arrays.fill(samples, 0, 3 * samples.length / 4, 1e-4f);

        assertThat(warnings(samples)).singleElement().satisfies(warning -> {
            assertThat(warning.kind()).isEqualTo(Kind.MOSTLY_SILENT);
            assertThat(warning.detail()).startsWith("75 %");
        });
    }

    @Test
    void takesQuarterOfSilenceForMusic() throws IOException {
        float[] samples = tone(0.5);
        java.util.Arrays.fill(samples, 0, samples.length / 4, 0);

        assertThat(warnings(samples)).isEmpty();
    }

    @Test
    void refusesASampleThatIsNoNumber() {
        float[] samples = tone(0.5);
        samples[17] = Float.NaN;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> warnings(samples))
                .withMessage("sample 17 is NaN, expected a number in [-1, 1]");
    }

    private static float[] tone(double amplitude) {
        float[] samples = new float[4 * RATE];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (amplitude * Math.sin(2 * Math.PI * 97 * i / RATE));
        }
        return samples;
    }

    private static List<AudioWarning> warnings(float[] samples) throws IOException {
        SoundMeter meter = new SoundMeter(AudioStream.of(AudioClip.of(samples, RATE)));
        meter.readFully();
        return meter.warnings();
    }
}
