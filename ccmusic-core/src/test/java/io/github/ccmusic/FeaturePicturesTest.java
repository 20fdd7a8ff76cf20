package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.ccmusic.cqt.SpectralFeature;
import io.github.ccmusic.cqt.Spectrogram;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.cqt.audio.Resampler;
import io.github.ccmusic.cqt.audio.SilenceRemover;
import io.github.ccmusic.modeldir.Activation;
import io.github.ccmusic.modeldir.ModelConfigException;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.selfcheck.SelfCheckLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The pictures that reach the network, for every feature, beside those that librosa, matplotlib and PIL make of the same file. */
class FeaturePicturesTest {
    private static final int SIZE = 224;

    @TempDir
    Path temp;

    static Stream<Arguments> recordings() {
        return Stream.of("cqt", "mel", "chroma")
                .flatMap(feature -> Stream.of(
                                "chirp_chord_22k",
                                "noise_22k",
                                "silence_22k",
                                "stereo_44k1",
                                "mono_48k",
                                "vibeace_25s_44k1")
                        .map(recording -> Arguments.of(feature, recording)));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("recordings")
    void reachTheNetworkAsPythonDrawsThem(String feature, String recording) throws IOException {
        Path wav = Shared.file("reference/front-end/inputs/" + recording + ".wav");
        byte[] expected = Files.readAllBytes(
                Shared.file("reference/front-end/golden/" + recording + "/" + feature + "_0_rgb224.u8"));

        assertAlmostEqual(seenByTheNetwork(feature, "{}", wav), expected);
    }

    @ParameterizedTest
    @CsvSource({"cqt", "mel", "chroma"})
    void reachTheNetworkAsPythonDrawsHalfASecond(String feature) throws IOException {
        Path golden = Path.of("../ccmusic-cqt/src/test/resources/golden/short_0p5s_22k");
        byte[] expected = Files.readAllBytes(golden.resolve(feature + "_0_rgb224.u8"));

        byte[] seen = seenByTheNetwork(feature, "{\"slice_seconds\": 0.5}", golden.resolve("short_0p5s_22k.wav"));

        assertAlmostEqual(seen, expected);
    }

    /** With a real network, from the directory's name on. */
    @ParameterizedTest
    @CsvSource({"cqt", "mel", "chroma"})
    void leadToTheAnswerThatPythonsPictureLeadsTo(String feature) throws IOException {
        Path golden = Path.of("../ccmusic-cqt/src/test/resources/golden/short_0p5s_22k");
        Path directory = RealModels.writeBare(temp, "shufflenet_v2_x0_5_" + feature, Head.Kind.LINEAR);
        Files.writeString(directory.resolve("config.json"), "{\"slice_seconds\": 0.5}");
        double[] expected;
        try (Network network = CheckpointNetwork.load(ModelDirectory.open(directory), ClassifierOptions.defaults())) {
            float[] picture = planes(Files.readAllBytes(golden.resolve(feature + "_0_rgb224.u8")));
            expected = Activation.SOFTMAX.probabilities(network.logits(picture, 1)[0]);
        }

        try (GenreModel model = GenreClassifier.load(directory)) {
            GenrePrediction prediction = model.classify(golden.resolve("short_0p5s_22k.wav"));
            for (int i = 0; i < expected.length; i++) {
                String id = model.info().genres().get(i).id();
                assertThat(prediction.probability(id)).isCloseTo(expected[i], within(1e-3));
            }
        }
    }

    /** A cell of the spectrogram may fall to the neighbouring colour, as in {@code PictureTest}; JPEG spreads that over a block. */
    private static void assertAlmostEqual(byte[] actual, byte[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        int worst = 0;
        int count = 0;
        for (int i = 0; i < actual.length; i++) {
            int error = Math.abs((actual[i] & 255) - (expected[i] & 255));
            worst = Math.max(worst, error);
            count += error > 0 ? 1 : 0;
        }
        assertThat(worst).isLessThanOrEqualTo(16);
        assertThat(count).isLessThanOrEqualTo(actual.length / 50);
    }

    @ParameterizedTest
    @CsvSource({"cqt, 22050", "mel, 44100", "chroma, 44100"})
    void areThoseOfTheSoundWithoutItsSilence(String feature, int rate) throws IOException {
        // Upstream: load at 22 050 Hz, librosa.effects.split, join what is left, and only then the feature.
        AudioClip clip = withPauses(rate);
        AudioClip trimmed = new SilenceRemover(40).remove(Resampler.to(22_050).resample(clip));
        assertThat(trimmed.seconds()).isBetween(12.0, 13.0);

        byte[] seen = seenByTheNetwork(feature, "{\"trim_top_db\": 40}", clip);

        assertThat(seen).isEqualTo(seenByTheNetwork(feature, "{}", trimmed));
        assertThat(seen).isNotEqualTo(seenByTheNetwork(feature, "{}", clip));
    }

    @Test
    void saysThatLittleIsLeftWithoutTheSilence() throws IOException {
        AudioClip clip = AudioClip.of(Arrays.copyOf(withPauses(22_050).samples(), 12 * 22_050), 22_050);
        try (GenreModel model = load("mel", "{\"trim_top_db\": 40}", new ArrayList<>())) {
            assertThat(model.classify(clip).warnings())
                    .extracting(AudioWarning::detail)
                    .contains("the clip has 6.1 s without its silence, and a slice has 11.4 s; it was repeated");
        }
    }

    /** Upstream counts in frames: 250 859 samples are 490 of them, and so is a slice then; one sample less, and a slice has 491. */
    @ParameterizedTest
    @CsvSource({"250859, 490", "250879, 490", "250880, 491", "251369, 491", "251370, 491"})
    void areThoseOfAClipAsItIsWhereItsFramesFillASlice(int samples, int frames) throws IOException {
        AudioClip clip = AudioClip.of(Arrays.copyOf(RealModels.noise(3, 12).samples(), samples), 22_050);
        for (String feature : List.of("cqt", "mel", "chroma")) {
            SlicedSound sound =
                    frontEnd(feature, "{\"short_clip\": \"reject\"}").listen(AudioStream.of(clip));

            assertThat(sound.warnings()).isEmpty();
            assertThat(sound.slices()).hasSize(1);
            assertThat(sound.slices().get(0).firstFrame()).isZero();
            assertThat(sound.slices().get(0).frames()).isEqualTo(frames);
            assertThat(sound.spectrogram().frames()).isEqualTo(frames);
        }
    }

    /** The shortest clips that fill a slice: 490 frames at 22 050 Hz, 981 at 44 100 Hz. */
    @ParameterizedTest
    @CsvSource({"48000, 546643, 44100", "44100, 501717, 22050", "22050, 251115, 44100"})
    void areThoseOfAClipAsItIsAtWhateverRate(int recordedHz, int samples, int analysedHz) throws IOException {
        AudioClip clip = AudioClip.of(new float[samples], recordedHz);
        AudioClip shorter = AudioClip.of(new float[samples - 2], recordedHz);
        String config = "{\"sample_rate\": " + analysedHz + ", \"short_clip\": \"reject\"}";
        FrontEnd frontEnd = frontEnd("cqt", config);

        assertThat(frontEnd.listen(AudioStream.of(clip)).slices()).hasSize(1);
        assertThatThrownBy(() -> frontEnd.listen(AudioStream.of(shorter)))
                .hasMessageContaining("the clip is too short for this model: it has 11.3 s, and a slice has 11.4 s.");
    }

    private FrontEnd frontEnd(String feature, String config) throws IOException {
        Path directory = Files.createTempDirectory(temp, "fake").resolve("fake_" + feature);
        Files.createDirectories(directory);
        Files.createFile(directory.resolve("save.pt"));
        Files.writeString(directory.resolve("config.json"), config);
        return FrontEnd.of(ModelDirectory.open(directory));
    }

    @Test
    void leavesSilenceWhereThereIsNothingElse() throws IOException {
        byte[] seen = seenByTheNetwork("mel", "{\"trim_top_db\": 40}", AudioClip.of(new float[12 * 22_050], 22_050));

        assertThat(seen).isEqualTo(seenByTheNetwork("mel", "{}", AudioClip.of(new float[12 * 22_050], 22_050)));
    }

    @ParameterizedTest
    @CsvSource({"cqt, 44100", "mel, 4000", "mel, 16000", "chroma, 48000"})
    void areOfTheSampleRateThatTheModelAsksFor(String feature, int rate) throws IOException {
        AudioClip clip = RealModels.noise(1, 12);
        String config = "{\"sample_rate\": " + rate + "}";

        byte[] seen = seenByTheNetwork(feature, config, clip);

        assertThat(seen)
                .isEqualTo(seenByTheNetwork(feature, config, Resampler.to(rate).resample(clip)));
        assertThat(seen).isNotEqualTo(seenByTheNetwork(feature, "{}", clip));
    }

    @Test
    void refusesASampleRateThatIsTooLowForTheFeature() {
        assertThatThrownBy(() -> load("cqt", "{\"sample_rate\": 8000}", new ArrayList<>()))
                .asInstanceOf(type(ModelConfigException.class))
                .satisfies(e -> assertThat(e.key()).isEqualTo("sample_rate"))
                .satisfies(e -> assertThat(e)
                        .hasMessageContaining("config.json: \"sample_rate\" is 8000: the highest filter")
                        .hasMessageContaining("past half the sample rate"));
    }

    @Test
    void listsEveryFeatureForOneThatThereIsNot() throws IOException {
        ClassifierOptions options =
                ClassifierOptions.builder().feature("wavelets", new Wavelets()).build();
        Files.createFile(temp.resolve("save.pt"));
        Files.writeString(temp.resolve("config.json"), "{\"feature\": \"MFCC\"}");

        assertThatThrownBy(() -> FrontEnd.of(ModelDirectory.open(temp), options))
                .hasMessageContaining("\"feature\" is \"MFCC\"; expected one of [chroma, cqt, mel, wavelets]");
    }

    /** A feature of the user's own, of which nothing is asked here. */
    private record Wavelets() implements SpectralFeature {
        @Override
        public int sampleRateHz() {
            return 22_050;
        }

        @Override
        public int frames(long samples) {
            throw new AssertionError("not to be asked");
        }

        @Override
        public Spectrogram decibels(AudioStream mono) {
            throw new AssertionError("not to be asked");
        }
    }

    /** Noise and pauses of 3 seconds in turn, 24 seconds in all. */
    private static AudioClip withPauses(int rate) {
        AudioClip noise = Resampler.to(rate).resample(RealModels.noise(7, 24));
        float[] samples = noise.samples().clone();
        for (int i = 0; i < samples.length; i++) {
            samples[i] *= i / (3 * rate) % 2 == 0 ? 1 : 1e-4f;
        }
        return AudioClip.of(samples, rate);
    }

    private byte[] seenByTheNetwork(String feature, String config, Path file) throws IOException {
        List<float[]> pictures = new ArrayList<>();
        try (GenreModel model = load(feature, config, pictures)) {
            model.classify(file);
            return bytes(pictures.get(0));
        }
    }

    private byte[] seenByTheNetwork(String feature, String config, AudioClip clip) throws IOException {
        List<float[]> pictures = new ArrayList<>();
        try (GenreModel model = load(feature, config, pictures)) {
            model.classify(clip);
            return bytes(pictures.get(0));
        }
    }

    /** A model in the place of whose network something notes the pictures that come. */
    private GenreClassifier load(String feature, String config, List<float[]> pictures) throws IOException {
        Path directory =
                Files.createDirectories(Files.createTempDirectory(temp, "m").resolve("fake_" + feature));
        Files.createFile(directory.resolve("save.pt"));
        Files.writeString(directory.resolve("config.json"), config);
        FakeNetwork network = new FakeNetwork(SIZE, 2, nchw -> {
            pictures.add(nchw);
            return new float[2];
        });
        ClassifierOptions options =
                ClassifierOptions.builder().selfCheck(SelfCheckLevel.WEIGHTS).build();
        return new ModelLoader(ModelDirectory.open(directory), options, (model, settings) -> network).load();
    }

    /** The tensor of a picture, plane after plane. */
    private static float[] planes(byte[] rgb) {
        float[] planes = new float[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            planes[i % 3 * SIZE * SIZE + i / 3] = ((rgb[i] & 255) / 255f - 0.5f) / 0.5f;
        }
        return planes;
    }

    /** The bytes that the planes of a tensor were made of, pixel by pixel. */
    private static byte[] bytes(float[] planes) {
        byte[] rgb = new byte[planes.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) Math.round(255 * (0.5 * planes[i % 3 * SIZE * SIZE + i / 3] + 0.5));
        }
        return rgb;
    }
}
