package io.github.ccmusic.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.ClassifierOptions;
import io.github.ccmusic.Embedding;
import io.github.ccmusic.FileResult;
import io.github.ccmusic.GenreClassifier;
import io.github.ccmusic.GenreModel;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.ModelInfo;
import io.github.ccmusic.OpenFiles;
import io.github.ccmusic.ProcessMemory;
import io.github.ccmusic.RealModels;
import io.github.ccmusic.Wav;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything at once, with real models: eight callers in every form of call, who must never be failed or answered wrongly, and two
 * operators who switch, roll back and try candidates, good and bad, without regard for each other.
 *
 * <p>For an hour with {@code -Dccmusic.test.stressSeconds=3600}; then also {@link KilledSwitchTest}, which kills.
 */
@EnabledOnOs(OS.LINUX)
class SwitchingStressTest {
    private static final int CALLERS = 8;
    private static final int SECONDS = Integer.getInteger("ccmusic.test.stressSeconds", 20);
    private static final List<String> GOOD = List.of("squeezenet1_1", "mobilenet_v3_small", "other_weights");

    /** Answers as a model should, but refuses short clips. */
    private static final String STRICT = "strict";

    /** Passes every check, and then throws whatever there is. */
    private static final String TREACHEROUS = "treacherous";

    @TempDir
    Path models;

    @TempDir
    Path sounds;

    private final AudioClip clip = RealModels.noise(1, 12);
    private final AudioClip shortClip = RealModels.noise(2, 1);
    private final Map<String, Object> expected = new ConcurrentHashMap<>();
    private final AtomicBoolean treason = new AtomicBoolean();
    private final Map<String, LongAdder> seen = new ConcurrentHashMap<>();
    private List<String> bad = List.of();
    private Path file;

    /** A form of call. */
    private enum Form {
        CLIP,
        SHORT_CLIP,
        SAMPLES,
        STREAM,
        FILE,
        BYTES,
        KEYED_CLIP,
        KEYED_STREAM,
        BATCH,
        EMBEDDING
    }

    /** What was answered, and by which model. */
    private record Heard(ModelIdentity model, Object answer) {
        static Heard of(GenrePrediction prediction) {
            return new Heard(prediction.model(), prediction.slices());
        }
    }

    @BeforeEach
    void writeModels() throws IOException {
        RealModels.write(models, "squeezenet1_1", "squeezenet1_1");
        RealModels.write(models, "mobilenet_v3_small", "mobilenet_v3_small");
        Path other = RealModels.write(models, "other_weights", "squeezenet1_1");
        CheckpointFormat.TORCH.write(RealModels.weights("squeezenet1_1", 1.2), other.resolve("save.pt"));
        Path strict = RealModels.write(models, STRICT, "squeezenet1_1");
        Files.writeString(
                strict.resolve("config.json"),
                "{\"arch\": \"squeezenet1_1\", \"labels\": [\"a\", \"b\", \"c\", \"d\"], \"short_clip\": \"reject\"}");
        RealModels.write(models, TREACHEROUS, "squeezenet1_1");
        bad = BadModels.write(models);
        file = Wav.write(sounds.resolve("noise.wav"), clip.samples(), clip.sampleRateHz());

        for (String name : List.of(GOOD.get(0), GOOD.get(1), GOOD.get(2), STRICT, TREACHEROUS)) {
            try (GenreModel model = GenreClassifier.load(models.resolve(name))) {
                for (Form form : Form.values()) {
                    if (form != Form.SHORT_CLIP || !name.equals(STRICT)) {
                        expected.put(name + form, ask(model, form, 0).answer());
                    }
                }
            }
        }
    }

    @Test
    void answersEveryCallRightWhateverTheOperatorsDo() throws Exception {
        RouterBuilder builder = GenreRouter.builder(models).initial(GOOD.get(0));
        builder.environment = Optional.empty();
        builder.source = this::load;
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS + 2);
        try (GenreRouter router = builder.open()) {
            List<Future<?>> callers = new ArrayList<>();
            for (int c = 0; c < CALLERS; c++) {
                int first = c;
                callers.add(threads.submit(() -> call(router, first, done)));
            }
            try {
                operate(router, threads);
            } finally {
                done.set(true);
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(OpenFiles.in(models)).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("ccmusic"));
        System.out.println("SwitchingStressTest, " + SECONDS + " s: " + new TreeMap<>(seen));
    }

    private Void call(GenreRouter router, int first, AtomicBoolean done) throws IOException {
        Form[] forms = Form.values();
        for (int i = first; !done.get(); i++) {
            Form form = forms[i % forms.length];
            Heard heard = ask(router, form, i);
            assertThat(heard.answer())
                    .as("%s of %s", form, heard.model())
                    .isEqualTo(expected.get(heard.model().name() + form));
            count("call");
        }
        return null;
    }

    private Heard ask(GenreModel model, Form form, int i) throws IOException {
        return switch (form) {
            case CLIP -> Heard.of(model.classify(clip));
            case SHORT_CLIP -> Heard.of(model.classify(shortClip));
            case SAMPLES -> Heard.of(model.classify(clip.samples(), clip.sampleRateHz()));
            case STREAM -> Heard.of(model.classify(AudioStream.of(clip)));
            case FILE -> Heard.of(model.classify(file));
            case BYTES -> Heard.of(model.classify(new ByteArrayInputStream(Files.readAllBytes(file))));
            case KEYED_CLIP -> Heard.of(keyed(model, i).classify(clip));
            case KEYED_STREAM -> Heard.of(keyed(model, i).classify(AudioStream.of(clip)));
            case BATCH -> {
                FileResult result = model.classifyAll(List.of(file)).get(0);
                assertThat(result).isInstanceOf(FileResult.Classified.class);
                yield Heard.of(((FileResult.Classified) result).prediction());
            }
            case EMBEDDING -> {
                Embedding embedding = model.embed(clip);
                yield new Heard(embedding.model(), Arrays.hashCode(embedding.vector()));
            }
        };
    }

    private static GenreModel keyed(GenreModel model, int i) {
        return model instanceof GenreRouter router ? router.withKey("user " + i) : model;
    }

    /** Round after round, both operators do something at once; in between, the pointer must say what is served. */
    private void operate(GenreRouter router, ExecutorService threads) throws Exception {
        RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom").create(Long.getLong("ccmusic.test.seed", 1));
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        long memory = 0;
        for (int round = 0; System.nanoTime() < end; round++) {
            long one = random.nextLong();
            long two = random.nextLong();
            Future<?> other = threads.submit(() -> act(router, new SplittableRandom(two)));
            act(router, new SplittableRandom(one));
            other.get();
            router.rollout().ifPresent(Rollout::stop);
            treason.set(false);
            assertThat(router.active())
                    .isIn(GOOD)
                    .isEqualTo(ModelPointer.read(models.resolve(ModelPointer.FILE_NAME))
                            .orElseThrow()
                            .active());
            if (round == 100) {
                memory = ProcessMemory.nativeBytes();
            }
        }
        if (memory > 0) {
            seen.computeIfAbsent("MB outside of the heap after 100 rounds", key -> new LongAdder())
                    .add(memory / 1_000_000);
            seen.computeIfAbsent("MB outside of the heap at the end", key -> new LongAdder())
                    .add(ProcessMemory.nativeBytes() / 1_000_000);
        }
    }

    private Void act(GenreRouter router, SplittableRandom random) {
        String good = GOOD.get(random.nextInt(GOOD.size()));
        int kind = random.nextInt(8);
        try {
            switch (kind) {
                case 0 -> router.switchTo(good);
                case 1 -> router.switchToAsync(good).join();
                case 2 -> router.rollback();
                case 3 -> router.switchTo(bad.get(random.nextInt(bad.size())));
                case 4 -> router.check(good);
                case 5 ->
                    tryOut(
                            router.shadow(random.nextBoolean() ? good : TREACHEROUS, ShadowPolicy.share(0.5)),
                            random,
                            false);
                case 6 -> tryOut(router.canary(good, CanaryPolicy.percent(50)), random, random.nextBoolean());
                default ->
                    tryOut(
                            router.canary(
                                    random.nextBoolean() ? STRICT : TREACHEROUS,
                                    CanaryPolicy.percent(50).minCalls(5)),
                            random,
                            false);
            }
            count("deed " + kind + " done");
        } catch (SwitchException | IllegalStateException | CompletionException e) {
            // Overtaken, nothing to go back to, another candidate on trial, a model that is bad: as it should be.
            count("deed " + kind + " refused");
        }
        return null;
    }

    private void tryOut(Rollout rollout, SplittableRandom random, boolean promote) throws SwitchException {
        treason.set(true);
        Await.sleep(random.nextInt(1500));
        if (promote) {
            rollout.promote();
        } else {
            rollout.stop();
        }
        treason.set(false);
        count("rollout " + rollout.state());
        RolloutStatistics statistics = rollout.statistics();
        seen.computeIfAbsent("candidate's errors", key -> new LongAdder()).add(statistics.errors());
        seen.computeIfAbsent("candidate's calls", key -> new LongAdder()).add(statistics.calls());
    }

    private void count(String what) {
        seen.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    private ModelSource.Loaded load(Path path) throws IOException {
        ModelSource.Loaded loaded = new DirectorySource(ClassifierOptions.defaults()).load(path);
        return ModelCatalog.nameOf(path).equals(TREACHEROUS)
                ? new ModelSource.Loaded(new Treacherous(loaded.model(), treason, new AtomicInteger()), loaded.report())
                : loaded;
    }

    /** A real model that throws something else with every other call, once that is asked for. */
    private record Treacherous(GenreModel model, AtomicBoolean treason, AtomicInteger calls) implements GenreModel {
        @Override
        public ModelInfo info() {
            return model.info();
        }

        @Override
        public GenrePrediction classify(AudioStream audio) throws IOException {
            if (treason.get()) {
                switch (calls.getAndIncrement() % 8) {
                    case 1 -> throw new OutOfMemoryError("made up");
                    case 3 -> throw new StackOverflowError();
                    case 5 -> throw new NoClassDefFoundError("made up");
                    case 7 -> throw new IllegalStateException("made up");
                    default -> {}
                }
            }
            return model.classify(audio);
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
