package io.github.ccmusic.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.Embedding;
import io.github.ccmusic.GenreClassifier;
import io.github.ccmusic.GenreModel;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.OpenFiles;
import io.github.ccmusic.ProcessMemory;
import io.github.ccmusic.RealModels;
import io.github.ccmusic.SlicePrediction;
import io.github.ccmusic.cqt.audio.AudioClip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Switching with the real engine, three real architectures, and eight callers who never stop. */
@EnabledOnOs(OS.LINUX)
class RealSwitchTest {
    private static final int CALLERS = 8;
    private static final int CLIPS = 4;
    private static final List<String> GOOD = List.of("squeezenet1_1", "mobilenet_v3_small", "resnet18");

    @TempDir
    Path models;

    /** 1 000 switches with {@code -Dccmusic.test.switches=1000}. */
    @Test
    void answersRightThroughManySwitchesAndFailuresToSwitch() throws Exception {
        int switches = Integer.getInteger("ccmusic.test.switches", 12);
        for (String arch : GOOD) {
            RealModels.write(models, arch, arch);
        }
        List<String> bad = BadModels.write(models);
        List<AudioClip> clips = new ArrayList<>();
        for (int i = 0; i < CLIPS; i++) {
            clips.add(RealModels.noise(i, 12));
        }
        Map<String, Truth> expected = expected(clips);

        RouterBuilder builder = GenreRouter.builder(models).initial(GOOD.get(0));
        builder.environment = Optional.empty();
        try (GenreRouter router = builder.open()) {
            underLoad(router, clips, expected, () -> switchAround(router, bad, switches / 4));
            long memory = settledMemory(router);
            underLoad(router, clips, expected, () -> switchAround(router, bad, switches - switches / 4));
            long memoryAfter = settledMemory(router);

            // A dozen switches still warm up; were each model left behind, they would add half as much again.
            long growth = switches < 100 ? memory / 4 : memory / 20;
            assertThat(memoryAfter).as("before: %d", memory).isLessThan(memory + growth);
        }
        assertThat(OpenFiles.in(models)).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("ccmusic"));
    }

    /** While something is done to the router, eight callers ask it without a pause, and compare every answer. */
    private static void underLoad(GenreRouter router, List<AudioClip> clips, Map<String, Truth> expected, Deed deed)
            throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        AtomicBoolean done = new AtomicBoolean();
        List<Future<Integer>> answers = new ArrayList<>();
        for (int c = 0; c < CALLERS; c++) {
            int offset = c;
            answers.add(callers.submit(() -> {
                int i = offset;
                for (; !done.get(); i++) {
                    GenrePrediction answer = router.classify(clips.get(i % CLIPS));
                    assertThat(answer.slices())
                            .as(
                                    "the answer of %s, which it names",
                                    answer.model().name())
                            .isEqualTo(truth(expected, answer.model(), i).slices());
                    Embedding embedding = router.embed(clips.get(i % CLIPS));
                    assertThat(embedding.vector())
                            .isEqualTo(truth(expected, embedding.model(), i)
                                    .embedding()
                                    .vector());
                }
                return i - offset;
            }));
        }
        try {
            deed.perform();
        } finally {
            done.set(true);
            callers.shutdown();
        }
        for (Future<Integer> count : answers) {
            assertThat(count.get()).isPositive();
        }
    }

    /** What one model says of one clip. */
    private record Truth(List<SlicePrediction> slices, Embedding embedding) {}

    private static Truth truth(Map<String, Truth> expected, ModelIdentity model, int i) {
        return Objects.requireNonNull(expected.get(model.name() + i % CLIPS));
    }

    private interface Deed {
        void perform() throws IOException;
    }

    private static void switchAround(GenreRouter router, List<String> bad, int switches) throws IOException {
        for (int i = 0; i < switches; i++) {
            String next = GOOD.get((i + 1) % GOOD.size());
            assertThat(router.switchTo(next).to()).isEqualTo(next);
            if (i % 2 == 0) {
                String wrong = bad.get(i / 2 % bad.size());
                assertThatThrownBy(() -> router.switchTo(wrong)).as(wrong).isInstanceOf(SwitchException.class);
                assertThat(router.active()).isEqualTo(next);
            }
        }
    }

    /** With the callers gone, the same model active, and what they had freed given back, as it is with each switch. */
    private static long settledMemory(GenreRouter router) throws IOException, InterruptedException {
        for (String name : List.of(GOOD.get(1), GOOD.get(2), GOOD.get(0))) {
            router.switchTo(name);
        }
        return ProcessMemory.settledNativeBytes();
    }

    /** By the name of the model and the number of the clip. */
    private Map<String, Truth> expected(List<AudioClip> clips) throws IOException {
        Map<String, Truth> expected = new HashMap<>();
        for (String name : GOOD) {
            try (GenreModel model = GenreClassifier.load(models.resolve(name))) {
                for (int i = 0; i < CLIPS; i++) {
                    expected.put(
                            name + i, new Truth(model.classify(clips.get(i)).slices(), model.embed(clips.get(i))));
                }
            }
        }
        return expected;
    }
}
