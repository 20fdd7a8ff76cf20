package io.github.ccmusic.cqt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioReader;
import io.github.ccmusic.cqt.audio.Noise;
import io.github.ccmusic.cqt.audio.RaggedStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every feature must do, whichever it is. */
class SpectralFeatureTest {
    private static final Map<String, SpectralFeature> FEATURES = Map.of(
            "cqt", ConstantQ.librosaDefaults(),
            "mel", MelSpectrogram.librosaDefaults(),
            "chroma", Chromagram.librosaDefaults());

    static Stream<Arguments> features() {
        return FEATURES.entrySet().stream().map(f -> Arguments.of(f.getKey(), f.getValue()));
    }

    static Stream<Arguments> goldens() {
        return FEATURES.entrySet().stream()
                .flatMap(f -> Golden.all().map(golden -> Arguments.of(golden, f.getKey(), f.getValue())));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void agreesWithLibrosaInDecibels(Golden golden, String name, SpectralFeature feature) throws IOException {
        Spectrogram actual = feature.decibels(golden.referenceClip());

        assertThat(actual.seconds()).isEqualTo(golden.clip().samples().length / 22_050.0);
        assertAgreement(actual, golden.floats(name + "_db.f32"));
    }

    @ParameterizedTest
    @ValueSource(ints = {4000, 8000, 16_000, 44_100, 96_000})
    void agreesWithLibrosaAtOtherRates(int rate) throws IOException {
        AudioClip clip = AudioClip.of(Noise.of(rate / 4, rate), rate);
        Golden rates = new Golden("rates");

        Spectrogram mel = MelSpectrogram.librosaDefaults(rate).decibels(clip);
        assertAgreement(mel, rates.floats("mel_" + rate + ".f32"));
        Spectrogram chroma = Chromagram.librosaDefaults(rate).decibels(clip);
        assertAgreement(chroma, rates.floats("chroma_" + rate + ".f32"));
    }

    /** Silence has no power, whatever sounds around it: in a chromagram, where each frame is scaled to 1, the least would show. */
    @Test
    void agreesWithLibrosaBetweenSilences() throws IOException {
        float[] loudness = {1, 0, 1, 0.00005f, 0, 0.5f, 0};
        float[] samples = Noise.of(5000 * loudness.length, 20);
        for (int i = 0; i < samples.length; i++) {
            samples[i] *= loudness[i / 5000];
        }
        AudioClip clip = AudioClip.of(samples, 22_050);
        Golden silences = new Golden("silences");

        assertAgreement(MelSpectrogram.librosaDefaults().decibels(clip), silences.floats("mel.f32"));
        assertAgreement(Chromagram.librosaDefaults().decibels(clip), silences.floats("chroma.f32"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chordgap_0", "chordgap_512"})
    void agreesWithLibrosaOnChordsBetweenSilences(String name) throws IOException {
        Path folder = Golden.shared("failing/fidelity");
        float[] sound = AudioReader.read(folder.resolve(name + ".wav")).samples();
        float[] samples = new float[251_370];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = sound[i % sound.length];
        }
        Spectrogram actual = Chromagram.librosaDefaults().decibels(AudioClip.of(samples, 22_050));

        assertAgreement(actual, Golden.onlyArray(folder.resolve(name + ".chroma_db.npz")));
    }

    private static void assertAgreement(Spectrogram actual, float[] expected) {
        assertThat(actual.bins() * actual.frames()).isEqualTo(expected.length);
        double worst = 0;
        double worstAbove60 = 0;
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(actual.at(i / actual.frames(), i % actual.frames()) - expected[i]);
            worst = Math.max(worst, error);
            if (expected[i] > -60) {
                worstAbove60 = Math.max(worstAbove60, error);
            }
        }
        assertThat(worst).isLessThanOrEqualTo(0.03);
        assertThat(worstAbove60).isLessThanOrEqualTo(0.005);
    }

    @ParameterizedTest
    @MethodSource("features")
    void answersTheSameInBlocksAsWhole(String name, SpectralFeature feature) throws IOException {
        for (int rate : List.of(22_050, 44_100, 48_000)) {
            AudioClip clip = AudioClip.of(Noise.of(3 * rate + 77, rate), rate);
            Spectrogram whole = feature.decibels(clip);
            Spectrogram pieces = feature.decibels(new RaggedStream(clip, new Random(rate)));

            assertThat(pieces.sampleCount()).isEqualTo(whole.sampleCount());
            for (int k = 0; k < whole.bins(); k++) {
                assertThat(pieces.row(k)).isEqualTo(whole.row(k));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("features")
    void hasAFrameForEveryHopBegun(String name, SpectralFeature feature) {
        for (int samples : List.of(1, 2, 511, 512, 513, 1023, 1024)) {
            Spectrogram spectrogram = feature.decibels(AudioClip.of(Noise.of(samples, 1), feature.sampleRateHz()));
            assertThat(spectrogram.frames()).isEqualTo(1 + samples / 512);
            assertThat(feature.frames(samples)).isEqualTo(spectrogram.frames());
            assertThat(spectrogram.sampleCount()).isEqualTo(samples);
        }
    }

    @ParameterizedTest
    @MethodSource("features")
    void isZeroDecibelsThroughoutSilence(String name, SpectralFeature feature) {
        Spectrogram spectrogram = feature.decibels(AudioClip.of(new float[22_050], 22_050));
        for (int k = 0; k < spectrogram.bins(); k++) {
            assertThat(spectrogram.row(k)).containsOnly(0f);
        }
    }

    @ParameterizedTest
    @MethodSource("features")
    void refusesASignalWithoutSamples(String name, SpectralFeature feature) {
        assertThatThrownBy(() -> feature.decibels(AudioClip.of(new float[0], 44_100)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there are no samples to analyse");
    }

    @ParameterizedTest
    @MethodSource("features")
    void refusesSamplesThatAreNotFiniteOrHuge(String name, SpectralFeature feature) {
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1e30f}) {
            float[] samples = Noise.of(22_050, 1);
            samples[11_000] = bad;
            assertThatThrownBy(() -> feature.decibels(AudioClip.of(samples, 22_050)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("samples must be finite");
        }
    }
}
