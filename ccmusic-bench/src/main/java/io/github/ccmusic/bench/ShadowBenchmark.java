package io.github.ccmusic.bench;

import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import io.github.ccmusic.serving.GenreRouter;
import io.github.ccmusic.serving.ShadowPolicy;
import io.github.ccmusic.serving.SwitchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a caller of the router waits for the default model while nothing, or a VGG more than ten times as slow, is asked about each
 * call in the background. The VGG computes on a core of its own: with fewer than two cores this times the scheduler.
 *
 * <pre>{@code java -jar ccmusic-bench/target/benchmarks.jar ShadowBenchmark}</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 10, time = 2)
@Fork(1)
public class ShadowBenchmark {
    private static final Path SONG = Path.of("examples/audio/bach-prelude-bwv846.wav");
    private static final String CANDIDATE = "vgg19_bn";

    @Param({"none", CANDIDATE})
    String shadow = "";

    private Path folder = Path.of("");
    private GenreRouter router;

    @Setup
    public void openAndCheck() throws IOException, SwitchException {
        folder = Files.createTempDirectory("ccmusic-shadow");
        Path candidate = Files.createDirectory(folder.resolve(CANDIDATE));
        CheckpointFormat.TORCH.write(FormulaNetworks.weights(CANDIDATE), candidate.resolve("save.pt"));
        Files.writeString(candidate.resolve("config.json"), "{\"arch\": \"vgg19_bn\"}");
        router = GenreRouter.builder(List.of(DefaultModel.PATH, candidate))
                .initial(DefaultModel.PATH.getFileName().toString())
                .open();
        if (shadow.equals(CANDIDATE)) {
            router.shadow(CANDIDATE, ShadowPolicy.share(1));
        }
        GenrePrediction prediction = classify();
        if (!prediction.model().name().equals(router.active())) {
            throw new IllegalStateException("the shadow answered: " + prediction);
        }
    }

    /** Says how often the shadow was asked, so that a row shows that it was at work. */
    @TearDown
    public void close() throws IOException {
        router.rollout().ifPresent(rollout -> System.out.println("# " + rollout.statistics()));
        router.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Benchmark
    public GenrePrediction classify() throws IOException {
        return router.classify(SONG);
    }
}
