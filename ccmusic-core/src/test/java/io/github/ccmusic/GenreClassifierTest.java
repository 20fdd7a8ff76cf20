package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ccmusic.AudioWarning.Kind;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.modeldir.ModelConfigException;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.checkpoint.CheckpointException;
import io.github.ccmusic.selfcheck.CheckResult;
import io.github.ccmusic.selfcheck.SelfCheckException;
import io.github.ccmusic.selfcheck.SelfCheckLevel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classifier with the real front end and a fake network in the place of the native one. */
class GenreClassifierTest {
    private static final int RATE = 22_050;
    private static final float[] TEN_SECONDS = tone(10);
    private static final float[] MINUTE = tone(60);

    @TempDir
    Path temp;

    private Path directory;

    @BeforeEach
    void aModelDirectory() throws IOException {
        directory = Files.createDirectory(temp.resolve("fake_cqt"));
        Files.write(directory.resolve("save.pt"), new byte[] {1, 2, 3});
    }

    @Test
    void answersWithTheMeanOfTheSlices() throws IOException {
        configure("{\"labels\": [\"a\", \"b\"]}");
        GenrePrediction prediction;
        try (GenreModel model = load(answersInTurn(new float[] {0, 0}, new float[] {3, 0}, new float[] {0, 1}))) {
            prediction = model.classify(tone(40), RATE);
        }

        double b = (0.5 + 1 / (1 + Math.exp(3)) + 1 / (1 + Math.exp(-1))) / 3;
        assertThat(prediction.best().id()).isEqualTo("a");
        assertThat(prediction.probability("b")).isCloseTo(b, within(1e-9));
        assertThat(prediction.probability("a")).isCloseTo(1 - b, within(1e-9));
        assertThat(prediction.slices()).extracting(slice -> slice.best().id()).containsExactly("a", "a", "b");
        assertThat(prediction.agreement()).isCloseTo(2 / 3.0, within(1e-9));
        assertThat(prediction.exclusive()).isTrue();
        assertThat(prediction.warnings()).isEmpty();
        assertThat(prediction.model().name()).isEqualTo("fake_cqt");
        assertThat(prediction.model().sha256())
                .isEqualTo("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
    }

    @Test
    void tellsWhereTheSlicesLie() throws IOException {
        try (GenreModel model = load(FakeNetwork.answering(1, 2))) {
            List<SlicePrediction> slices = model.classify(tone(40), RATE).slices();

            assertThat(slices).hasSize(3);
            for (int i = 0; i < 3; i++) {
                SlicePrediction slice = slices.get(i);
                assertThat(slice.endSeconds() - slice.startSeconds()).isCloseTo(11.4, within(0.05));
                // 40 s leave 5.8 s over, half of it before the first slice.
                assertThat(slice.startSeconds()).isCloseTo(2.9 + 11.4 * i, within(0.1));
            }
        }
    }

    @Test
    void letsTheSlicesVote() throws IOException {
        configure("{\"labels\": [\"a\", \"b\", \"c\"], \"aggregate\": \"vote\"}");
        try (GenreModel model =
                load(answersInTurn(new float[] {9, 0, 0}, new float[] {0, 0.1f, 0}, new float[] {0, 0.1f, 0}))) {
            GenrePrediction prediction = model.classify(tone(40), RATE);

            assertThat(prediction.genres())
                    .extracting(entry -> entry.genre().id())
                    .containsExactly("b", "a", "c");
            assertThat(prediction.probability("b")).isEqualTo(2 / 3.0);
            assertThat(prediction.probability("c")).isZero();
        }
    }

    @Test
    void letsTheMeanSettleATiedVote() throws IOException {
        configure("{\"labels\": [\"a\", \"b\"], \"aggregate\": \"vote\"}");
        try (GenreModel model = load(answersInTurn(new float[] {0.1f, 0}, new float[] {0, 4}))) {
            assertThat(model.classify(tone(25), RATE).best().id()).isEqualTo("b");
        }
    }

    @Test
    void judgesEachGenreAloneWithSigmoid() throws IOException {
        configure("{\"labels\": [\"a\", \"b\"], \"activation\": \"sigmoid\"}");
        try (GenreModel model = load(FakeNetwork.answering(0, 0))) {
            GenrePrediction prediction = model.classify(TEN_SECONDS, RATE);

            assertThat(prediction.probability("a")).isEqualTo(0.5);
            assertThat(prediction.probability("b")).isEqualTo(0.5);
            assertThat(prediction.exclusive()).isFalse();
        }
    }

    @Test
    void repeatsAShortClipAndSaysSo() throws IOException {
        try (GenreModel model = load(FakeNetwork.answering(1, 2))) {
            GenrePrediction prediction = model.classify(TEN_SECONDS, RATE);

            assertThat(prediction.slices()).hasSize(1);
            assertThat(prediction.warnings()).extracting(AudioWarning::kind).containsExactly(Kind.SHORT_CLIP);
        }
    }

    @Test
    void rejectsAShortClipWhereTheModelSaysSo() throws IOException {
        configure("{\"short_clip\": \"reject\"}");
        Path file = Wav.write(temp.resolve("short.wav"), TEN_SECONDS, RATE);
        try (GenreModel model = load(FakeNetwork.answering(1, 2))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.classify(TEN_SECONDS, RATE))
                    .withMessageContaining("10.0 s");
            assertThatThrownBy(() -> model.classify(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("short.wav: the clip is too short");
        }
    }

    @Test
    void refusesAClipWithoutSamples() throws IOException {
        try (GenreModel model = load(FakeNetwork.answering(1, 2))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.classify(new float[0], RATE))
                    .withMessageContaining("no samples");
        }
    }

    @Test
    void saysThatTheTrebleIsMissing() throws IOException {
        try (GenreModel model = load(FakeNetwork.answering(1, 2))) {
            assertThat(model.classify(tone(30), 11_025).warnings())
                    .extracting(AudioWarning::kind)
                    .containsExactly(Kind.UPSAMPLED);
        }
    }

    /** A file that announces more than it holds, as an interrupted download does. */
    @Test
    void saysHowMuchOfADamagedFileCouldBeRead() throws IOException {
        byte[] sound = new byte[2 * 30 * RATE];
        new Random(1).nextBytes(sound);
        AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
        ByteArrayOutputStream wav = new ByteArrayOutputStream();
        AudioSystem.write(
                new AudioInputStream(new ByteArrayInputStream(sound), format, 30L * RATE),
                AudioFileFormat.Type.WAVE,
                wav);
        Path cut = Files.write(
                directory.resolve("cut.wav"), Arrays.copyOf(wav.toByteArray(), wav.size() - sound.length / 2));

        try (GenreModel model = load(FakeNetwork.answering(1, 2))) {
            assertThat(model.classify(cut).warnings())
                    .contains(new AudioWarning(Kind.DAMAGED, "15.0 of 30.0 s could be read"));
        }
    }

    @Test
    void takesEvenlySpacedSlicesOfALongClip() throws IOException {
        configure("{\"max_slices\": 2}");
        try (GenreModel model = load(FakeNetwork.answering(1, 2))) {
            List<SlicePrediction> slices = model.classify(MINUTE, RATE).slices();

            // Five slices fit; the second and the fourth are the middles of the halves.
            assertThat(slices)
                    .extracting(slice -> Math.round(slice.startSeconds() / 11.4))
                    .containsExactly(1L, 3L);
        }
    }

    @Test
    void letsSlicesOverlap() throws IOException {
        configure("{\"slice_hop_seconds\": 5.7}");
        try (GenreModel model = load(FakeNetwork.answering(1, 2))) {
            assertThat(model.classify(MINUTE, RATE).slices()).hasSize(9);
        }
    }

    @Test
    void answersTheSameForAnySizeOfBatch() throws IOException {
        configure("{\"slice_hop_seconds\": 6}");
        GenrePrediction expected = classifyMinute(8);
        for (int batch : new int[] {1, 3, 100}) {
            assertThat(classifyMinute(batch).slices()).isEqualTo(expected.slices());
        }
    }

    private GenrePrediction classifyMinute(int batch) throws IOException {
        ClassifierOptions options = ClassifierOptions.builder().batch(batch).build();
        try (GenreModel model = load(seeingBrightness(), options)) {
            return model.classify(MINUTE, RATE);
        }
    }

    @Test
    void givesEqualAnswersForAFileItsBytesAndItsSamples() throws IOException {
        Path file = Wav.write(temp.resolve("a.wav"), MINUTE, RATE);
        try (GenreModel model = load(seeingBrightness())) {
            GenrePrediction ofFile = model.classify(file);
            GenrePrediction ofBytes;
            try (var bytes = Files.newInputStream(file)) {
                ofBytes = model.classify(bytes);
            }
            GenrePrediction ofSamples = model.classify(AudioClip.of(MINUTE, RATE));

            assertThat(ofFile.file()).hasValue(file);
            assertThat(ofBytes.file()).isEmpty();
            assertThat(ofBytes.slices()).isEqualTo(ofFile.slices());
            assertThat(ofSamples.slices()).isEqualTo(ofFile.slices());
        }
    }

    @Test
    void shutsOutCallsAfterClose() throws IOException {
        FakeNetwork network = FakeNetwork.answering(1, 2);
        GenreModel model = load(network);
        model.close();
        model.close();

        assertThat(network.closed).hasValue(1);
        assertThatIllegalStateException()
                .isThrownBy(() -> model.classify(TEN_SECONDS, RATE))
                .withMessageContaining("model fake_cqt is closed");
    }

    @Test
    void waitsForTheCallsInFlightBeforeItCloses() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        AtomicInteger pictures = new AtomicInteger();
        FakeNetwork network = new FakeNetwork(224, 2, picture -> {
            // The first picture is the self-check's; the call under test then asks for one slice after the other.
            if (pictures.incrementAndGet() == 2) {
                inside.countDown();
                awaitUninterruptibly(proceed);
            }
            return new float[] {1, 2};
        });
        GenreModel model = load(network, ClassifierOptions.builder().batch(1).build());
        Queue<Object> outcome = new ArrayDeque<>();
        Thread caller = new Thread(() -> {
            try {
                outcome.add(model.classify(MINUTE, RATE));
            } catch (RuntimeException e) {
                outcome.add(e);
            }
        });
        caller.start();
        inside.await();
        Thread closer = new Thread(model::close);
        closer.start();
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(network.closed).hasValue(0);
        proceed.countDown();
        closer.join();
        caller.join();

        assertThat(outcome).singleElement().isInstanceOf(GenrePrediction.class);
        assertThat(network.closed).hasValue(1);
    }

    @Test
    void reportsWhatWasChecked() throws IOException {
        try (GenreClassifier model = load(FakeNetwork.answering(1, 2))) {
            assertThat(model.selfCheck().results())
                    .extracting(CheckResult::name)
                    .containsExactly("weights", "sha256", "kernels", "labels", "forward pass", "stored answer");
        }
    }

    @Test
    void checksNoMoreThanAskedFor() throws IOException {
        FakeNetwork broken = FakeNetwork.answering(Float.NaN, 2);
        ClassifierOptions options =
                ClassifierOptions.builder().selfCheck(SelfCheckLevel.WEIGHTS).build();
        try (GenreClassifier model = load(broken, options)) {
            assertThat(model.selfCheck().results())
                    .filteredOn(CheckResult.Skipped.class::isInstance)
                    .hasSize(3);
            assertThatIllegalStateException()
                    .isThrownBy(() -> model.classify(TEN_SECONDS, RATE))
                    .withMessageContaining("answers NaN");
        }
    }

    @Test
    void leavesNothingBehindWhenTheForwardPassFails() {
        assertRefused(FakeNetwork.answering(Float.NaN, 2), "{}", "forward pass");
    }

    @Test
    void leavesNothingBehindWhenTheChecksumDiffers() {
        assertRefused(FakeNetwork.answering(1, 2), "{\"sha256\": \"" + "0".repeat(64) + "\"}", "sha256");
    }

    @Test
    void leavesNothingBehindWhenTheLabelsDoNotFit() {
        assertRefused(FakeNetwork.answering(1, 2), "{\"labels\": [\"a\", \"b\", \"c\"]}", "labels");
        assertRefused(FakeNetwork.answering(1, 2), "{\"num_classes\": 3}", "labels");
    }

    @Test
    void leavesNothingBehindWhenTheStoredAnswerDiffers() throws IOException {
        Wav.write(directory.resolve("clip.wav"), TEN_SECONDS, RATE);
        assertRefused(
                FakeNetwork.answering(1, 2),
                "{\"selfcheck\": {\"input\": \"clip.wav\", \"probabilities\": [0.9, 0.1]}}",
                "stored answer");
    }

    @Test
    void findsTheStoredAnswerForAClipAgain() throws IOException {
        Wav.write(directory.resolve("clip.wav"), TEN_SECONDS, RATE);
        configure("{\"selfcheck\": {\"input\": \"clip.wav\", \"probabilities\": [0.5, 0.5]}}");
        try (GenreClassifier model = load(FakeNetwork.answering(3, 3))) {
            assertThat(model.selfCheck().results().get(4)).isInstanceOf(CheckResult.Passed.class);
        }
    }

    @Test
    void refusesAFeatureThatThereIsNotAndListsTheOthers() {
        assertThatThrownBy(() -> {
                    configure("{\"feature\": \"wavelets\"}");
                    load(FakeNetwork.answering(1, 2));
                })
                .isInstanceOf(ModelConfigException.class)
                .hasMessageContaining("\"feature\" is \"wavelets\"; expected one of [")
                .hasMessageContaining("cqt");
    }

    @Test
    void numbersClassesWithoutNamesAndSaysSo() throws IOException {
        try (GenreModel model = load(FakeNetwork.answering(1, 2, 3))) {
            assertThat(model.info().genres()).extracting(Genre::id).containsExactly("class_0", "class_1", "class_2");
            assertThat(model.info().warnings()).singleElement().asString().contains("labels");
        }
    }

    @Test
    void keepsUnknownKeysOfTheConfig() throws IOException {
        configure("{\"mood\": \"sad\"}");
        try (GenreModel model = load(FakeNetwork.answering(1, 2))) {
            assertThat(model.info().extra()).containsEntry("mood", "sad");
        }
    }

    @Test
    void warnsOfKeysThatLookMisspelt() throws IOException {
        configure("{\"labels\": [\"a\", \"b\"], \"normalise\": {}, \"aggregat\": \"vote\", \"num_clases\": 4, \"mood\":"
                + " \"sad\", \"label\": \"given besides\", \"selfcheck\": null, \"normalize\": {\"meen\": [0, 0,"
                + " 0]}}");
        try (GenreModel model = load(FakeNetwork.answering(1, 2))) {
            assertThat(model.info().warnings())
                    .containsExactly(
                            "config.json has an unknown key \"aggregat\", which does nothing. Is \"aggregate\" meant?",
                            "config.json has an unknown key \"num_clases\", which does nothing. Is \"num_classes\""
                                    + " meant?",
                            "config.json has an unknown key \"normalize.meen\", which does nothing. Is"
                                    + " \"normalize.mean\" meant?");
            assertThat(model.info().extra()).containsKeys("normalise", "mood");
        }
        configure("{\"labels\": [\"a\", \"b\"], \"normalise\": {}}");
        try (GenreModel model = load(FakeNetwork.answering(1, 2))) {
            assertThat(model.info().warnings()).singleElement().asString().contains("Is \"normalize\" meant?");
        }
    }

    @Test
    void saysOfAFileThatIsNoCheckpointThatItIsNone() throws IOException {
        Path readme = Files.writeString(temp.resolve("README.md"), "# A page, and no weights");

        assertThatThrownBy(() -> GenreClassifier.load(readme))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("README.md: ")
                .hasMessageContaining("neither a file that torch.save wrote nor safetensors");
    }

    @Test
    void namesWhatCannotBeReadInASentence() throws IOException {
        Path missing = temp.resolve("h.wav");
        try (GenreModel model = load(FakeNetwork.answering(1, 2))) {
            assertThatThrownBy(() -> model.classify(missing))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessage(missing + ": no such file");
            assertThatThrownBy(() -> model.classify(temp))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(temp + ": ");
            assertThat(model.classifyAll(List.of(missing)).get(0).toJson()).contains("h.wav: no such file");
        }
    }

    private void assertRefused(FakeNetwork network, String config, String check) {
        assertThatThrownBy(() -> {
                    configure(config);
                    load(network);
                })
                .isInstanceOf(SelfCheckException.class)
                .hasMessageContaining("self-check '" + check + "' failed");
        assertThat(network.closed).hasValue(1);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("ccmusic"));
    }

    private void configure(String json) throws IOException {
        Files.writeString(directory.resolve("config.json"), json);
    }

    private GenreClassifier load(FakeNetwork network) throws IOException {
        return load(network, ClassifierOptions.defaults());
    }

    private GenreClassifier load(FakeNetwork network, ClassifierOptions options) throws IOException {
        return new ModelLoader(ModelDirectory.open(directory), options, (model, settings) -> network).load();
    }

    /** Answers for one picture after the other, leaving out the self-check's. */
    private static FakeNetwork answersInTurn(float[]... logits) {
        AtomicInteger next = new AtomicInteger(-1);
        return new FakeNetwork(224, logits[0].length, picture -> logits[Math.max(0, next.getAndIncrement())]);
    }

    /** An answer that depends on every pixel. */
    private static FakeNetwork seeingBrightness() {
        return new FakeNetwork(224, 3, picture -> {
            float[] logits = new float[3];
            for (int i = 0; i < picture.length; i++) {
                logits[i / (224 * 224)] += picture[i] / 5000;
            }
            return logits;
        });
    }

    /** A tone that climbs by an octave every ten seconds, so that no two slices look alike. */
    private static float[] tone(int seconds) {
        float[] samples = new float[seconds * RATE];
        double phase = 0;
        for (int i = 0; i < samples.length; i++) {
            phase += 2 * Math.PI * 60 * Math.pow(2, i / (10.0 * RATE)) / RATE;
            samples[i] = (float) (0.5 * Math.sin(phase));
        }
        return samples;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
