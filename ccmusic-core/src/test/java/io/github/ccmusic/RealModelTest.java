package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.modeldir.ModelConfigException;
import io.github.ccmusic.selfcheck.SelfCheckException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The classifier with the real engine and the model that the project brings. */
class RealModelTest {
    @TempDir
    Path temp;

    @Test
    void passesItsSelfCheckAndSaysWhatItIs() throws IOException {
        try (GenreClassifier model = GenreClassifier.load(Shared.EXAMPLE_MODEL)) {
            assertThat(model.selfCheck().passed()).isTrue();
            assertThat(model.info().identity())
                    .isEqualTo(new ModelIdentity(
                            "mobilenet_v3_small_cqt",
                            "2026-11-22",
                            "mobilenet_v3_small",
                            "f5b768fdc32b9726ec9a1f7cf504b6f60f2cc9ea2c9d8dd34067b1542e24f506"));
            assertThat(model.info().genres())
                    .extracting(Genre::id)
                    .containsExactly("classical", "electronic", "pop", "rock");
            assertThat(model.info().declared().accuracyTop1()).hasValue(65.4);
        }
    }

    @Test
    void loadsTheCheckpointThatAPropertyNames() throws IOException {
        String property = "ccmusic.model.path";
        System.setProperty(property, Shared.EXAMPLE_MODEL.resolve("save.pt").toString());
        try (GenreModel model = GenreClassifier.fromEnvironment()) {
            assertThat(model.info().identity().arch()).isEqualTo("mobilenet_v3_small");
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    void givesTheSameBitsFromEightThreadsAsFromOne() throws Exception {
        List<AudioClip> clips = new ArrayList<>();
        for (long seed = 0; seed < 8; seed++) {
            clips.add(RealModels.noise(seed, 24));
        }
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try (GenreModel model = GenreClassifier.load(Shared.EXAMPLE_MODEL)) {
            List<List<SlicePrediction>> expected =
                    clips.stream().map(clip -> model.classify(clip).slices()).toList();
            for (int round = 0; round < 3; round++) {
                List<Future<List<SlicePrediction>>> answers = clips.stream()
                        .map(clip -> callers.submit(() -> model.classify(clip).slices()))
                        .toList();
                for (int i = 0; i < clips.size(); i++) {
                    assertThat(answers.get(i).get()).isEqualTo(expected.get(i));
                }
            }
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void closesWhileCallsAreInFlight() throws Exception {
        AudioClip clip = RealModels.noise(1, 60);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 5; round++) {
                GenreModel model = GenreClassifier.load(Shared.EXAMPLE_MODEL);
                List<Future<Integer>> calls = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    calls.add(callers.submit(() -> answersUntilClosed(model, clip)));
                }
                Thread.sleep(100L * round);
                model.close();
                for (Future<Integer> call : calls) {
                    // Each call either answers whole or is turned away; none is cut off, none brings the JVM down.
                    assertThat(call.get()).isNotNegative();
                }
            }
        } finally {
            callers.shutdown();
        }
    }

    private static int answersUntilClosed(GenreModel model, AudioClip clip) {
        for (int answers = 0; ; answers++) {
            try {
                assertThat(model.classify(clip).slices()).hasSize(5);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("is closed");
                return answers;
            }
        }
    }

    @Test
    void refusesADeviceThatIsNotThereOrMeansNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GenreClassifier.builder().device("gpu7").load(Shared.EXAMPLE_MODEL))
                .withMessageContaining("'gpu7' is not there");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GenreClassifier.builder().device("toaster!").load(Shared.EXAMPLE_MODEL))
                .withMessageContaining("'toaster!' is not understood");
    }

    @Test
    void saysWhatIsWrongWithAnArchitectureThatTheWeightsAreNotOf() throws IOException {
        Path directory = copyOfTheModel("{\"arch\": \"resnet18\"}");

        assertThatThrownBy(() -> GenreClassifier.load(directory))
                .isInstanceOf(SelfCheckException.class)
                .hasMessageContaining("save.pt: the weights are not those of resnet18")
                .hasMessageContaining("missing: 'conv1.weight'")
                .hasMessageContaining("unexpected");
    }

    @Test
    void namesTheArchitecturesNearestToAnUnknownOne() throws IOException {
        Path directory = copyOfTheModel("{\"arch\": \"resnet1\"}");

        assertThatThrownBy(() -> GenreClassifier.load(directory))
                .isInstanceOf(ModelConfigException.class)
                .hasMessageStartingWith(directory.resolve("config.json") + ": \"arch\"")
                .hasMessageContaining("is \"resnet1\", and there is no such architecture")
                .hasMessageContaining("known are resnet18, ")
                .hasNoCause();
    }

    @Test
    void refusesAnotherNumberOfClassesThanTheLastLayerHas() throws IOException {
        Path directory = copyOfTheModel("{\"arch\": \"mobilenet_v3_small\", \"num_classes\": 16}");

        assertThatThrownBy(() -> GenreClassifier.load(directory))
                .hasMessageContaining("'classifier.3.weight' is [4, 1024], needed is [16, 1024]");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void leavesNoFileOpenAndNoThreadWhenLoadingFails() throws IOException {
        Path wrong = copyOfTheModel("{\"arch\": \"resnet18\"}");
        Path truncated = copyOfTheModel("{\"arch\": \"mobilenet_v3_small\"}");
        try (FileChannel file = FileChannel.open(truncated.resolve("save.pt"), StandardOpenOption.WRITE)) {
            file.truncate(4_000_000);
        }
        Path other = copyOfTheModel("{\"arch\": \"mobilenet_v3_small\", \"sha256\": \"" + "0".repeat(64) + "\"}");

        for (Path directory : List.of(wrong, truncated, other)) {
            assertThatThrownBy(() -> GenreClassifier.load(directory)).isInstanceOf(SelfCheckException.class);
        }

        assertThat(OpenFiles.in(temp)).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("ccmusic"));
    }

    /** 2 000 classifications with {@code -Dccmusic.test.classifications=2000}. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void keepsMemoryFlatOverManyClassifications() throws IOException {
        int count = Integer.getInteger("ccmusic.test.classifications", 120);
        AudioClip clip = RealModels.noise(3, 24);
        try (GenreModel model = GenreClassifier.load(Shared.EXAMPLE_MODEL)) {
            // Until then the JVM still compiles, and the engine and the allocator fill their pools.
            classifyOften(model, clip, 80);
            long before = ProcessMemory.nativeBytes();
            classifyOften(model, clip, count - 80);
            long after = ProcessMemory.nativeBytes();

            assertThat(after).as("native memory, before: %d", before).isLessThan(before + before / 20);
        }
    }

    private static void classifyOften(GenreModel model, AudioClip clip, int times) {
        for (int i = 0; i < times; i++) {
            model.classify(clip);
        }
    }

    private Path copyOfTheModel(String config) throws IOException {
        Path directory = Files.createTempDirectory(temp, "model");
        Files.copy(Shared.EXAMPLE_MODEL.resolve("save.pt"), directory.resolve("save.pt"));
        Files.writeString(directory.resolve("config.json"), config);
        return directory;
    }
}
