package io.github.ccmusic.cqt.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.cqt.Golden;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {
    private final Resampler to22050 = Resampler.to(22_050);

    @ParameterizedTest
    @ValueSource(strings = {"stereo_44k1", "vibeace_25s_44k1"})
    void halvesAsSoxrDoes(String name) throws IOException {
        Golden golden = new Golden(name);
        float[] expected = golden.floats("y22050.f32");
        float[] actual = golden.clip().samples();

        assertThat(actual).hasSameSizeAs(expected);
        assertThat(largestDifference(actual, expected)).isLessThanOrEqualTo(1e-6);
    }

    @Test
    void bringsARecordingFrom48KilohertzAsSoxrDoes() throws IOException {
        Golden golden = new Golden("mono_48k");
        assertAgreement(golden.clip().samples(), golden.floats("y22050.f32"));
    }

    @ParameterizedTest
    @CsvSource({
        "5512, 22050",
        "7350, 22050",
        "8000, 22050",
        "11025, 22050",
        "12000, 22050",
        "16000, 22050",
        "22255, 22050",
        "24000, 22050",
        "29400, 22050",
        "32000, 22050",
        "36000, 22050",
        "37800, 22050",
        "44099, 22050",
        "44100, 22050",
        "48000, 22050",
        "64000, 22050",
        "88200, 22050",
        "96000, 22050",
        "176400, 22050",
        "192000, 22050",
        "8000, 44100",
        "44100, 16000"
    })
    void bringsWhiteNoiseFromAnyRateToAnyAsSoxrDoes(int from, int to) throws IOException {
        float[] expected = new Golden("resample").floats("noise_" + from + "_to_" + to + ".f32");
        float[] actual = Resampler.to(to)
                .resample(AudioClip.of(Noise.of(from / 8, from), from))
                .samples();

        // libsoxr rounds the length to the nearest; librosa rounds it up, with a zero.
        assertAgreement(actual, Arrays.copyOf(expected, (from / 8 * to + from - 1) / from));
    }

    @Test
    void keepsSoxrsTimeOverHalfAMinute() throws IOException {
        float[] expected = new Golden("resample").floats("end_44099_to_22050.f32");
        float[] actual = to22050.resample(AudioClip.of(Noise.of(30 * 44_099, 44_099), 44_099))
                .samples();

        assertAgreement(Arrays.copyOfRange(actual, actual.length - expected.length, actual.length), expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 388, 389, 4095, 4096, 4097, 10_000})
    void givesTheLengthRoundedUp(int length) {
        assertThat(to22050.resample(AudioClip.of(new float[length], 44_100)).samples())
                .hasSize((length + 1) / 2);
        assertThat(to22050.resample(AudioClip.of(new float[length], 48_000)).samples())
                .hasSize((int) Math.ceil(length * 22_050.0 / 48_000));
        assertThat(to22050.resample(AudioClip.of(new float[length], 22_051)).samples())
                .hasSize((int) Math.ceil(length * 22_050.0 / 22_051));
    }

    @ParameterizedTest(name = "{0} Hz, seed {1}")
    @CsvSource({"44100, 1", "48000, 2", "8000, 3", "22051, 4", "192000, 5", "22050, 6"})
    void answersTheSameInBlocksAsWhole(int rate, int seed) throws IOException {
        AudioClip clip = AudioClip.of(Noise.of(70_001, seed), rate);
        float[] whole = to22050.resample(clip).samples();

        Random random = new Random(seed);
        AudioStream stream = to22050.resample(new RaggedStream(clip, random));
        float[] pieces = new float[whole.length];
        int at = 0;
        for (int n; (n = stream.read(pieces, at, Math.min(pieces.length - at, 1 + random.nextInt(3000)))) > 0; ) {
            at += n;
        }
        assertThat(at).isEqualTo(whole.length);
        assertThat(stream.read(new float[1], 0, 1)).isEqualTo(-1);
        assertThat(pieces).isEqualTo(whole);
    }

    @Test
    void leavesAClipOfTheRightRateAlone() {
        AudioClip clip = AudioClip.of(new float[10], 22_050);
        assertThat(to22050.resample(clip)).isSameAs(clip);
    }

    private static double largestDifference(float[] a, float[] b) {
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs(a[i] - b[i]));
        }
        return worst;
    }

    private static void assertAgreement(float[] actual, float[] expected) {
        int end = expected.length;
        assertThat(actual).hasSize(end);
        assertThat(signalToNoise(actual, expected, 0, end)).isGreaterThanOrEqualTo(110);
        assertThat(signalToNoise(actual, expected, 0, 50)).isGreaterThanOrEqualTo(95);
        assertThat(signalToNoise(actual, expected, end - 50, end)).isGreaterThanOrEqualTo(95);
    }

    private static double signalToNoise(float[] actual, float[] expected, int from, int to) {
        double signal = 0;
        double noise = 0;
        for (int i = from; i < to; i++) {
            signal += expected[i] * (double) expected[i];
            double error = actual[i] - expected[i];
            noise += error * error;
        }
        return 10 * Math.log10(signal / noise);
    }
}
