package io.github.ccmusic.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.GenreClassifier;
import io.github.ccmusic.GenreModel;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.RealModels;
import io.github.ccmusic.SlicePrediction;
import io.github.ccmusic.cqt.audio.AudioClip;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is left when a process is killed in the middle of a switch. */
@EnabledOnOs(OS.LINUX)
class KilledSwitchTest {
    private static final List<String> NAMES = List.of("squeezenet1_1", "mobilenet_v3_small");

    @TempDir
    Path models;

    /** 50 times with {@code -Dccmusic.test.kills=50}. */
    @Test
    void servesAWholeModelAfterBeingKilledAtAnyInstant() throws Exception {
        AudioClip clip = RealModels.noise(1, 12);
        Map<String, List<SlicePrediction>> expected = new HashMap<>();
        for (String name : NAMES) {
            Path directory = RealModels.write(models, name, name);
            try (GenreModel model = GenreClassifier.load(directory)) {
                expected.put(name, model.classify(clip).slices());
            }
        }
        ModelPointer.first(NAMES.get(0)).write(models.resolve(ModelPointer.FILE_NAME));

        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        Set<String> served = new HashSet<>();
        int kills = Integer.getInteger("ccmusic.test.kills", 4);
        for (int i = 0; i < kills; i++) {
            killAfter(random.nextInt(700));
            RouterBuilder builder = GenreRouter.builder(models);
            builder.environment = Optional.empty();
            try (GenreRouter router = builder.open()) {
                GenrePrediction answer = router.classify(clip);
                assertThat(answer.model().name()).isEqualTo(router.active());
                assertThat(answer.slices()).isEqualTo(expected.get(router.active()));
                served.add(router.active());
            }
        }
        if (kills >= 50) {
            assertThat(served).as("kills at all instants").containsExactlyInAnyOrderElementsOf(NAMES);
        }
    }

    private void killAfter(int millis) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SwitchingChild.class.getName(),
                models.toString(),
                NAMES.get(1),
                NAMES.get(0));
        command.environment().remove("CCMUSIC_MODEL_PATH");
        Process child = command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            Await.sleep(millis);
            assertThat(child.isAlive()).isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }
    }
}
