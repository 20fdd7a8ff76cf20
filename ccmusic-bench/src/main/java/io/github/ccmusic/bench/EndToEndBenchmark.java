package io.github.ccmusic.bench;

import io.github.ccmusic.GenreClassifier;
import io.github.ccmusic.GenrePrediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
 * A file to its genre with the default model, on one thread. Files are relative to the project's root; name your own with {@code -p file=…}.
 *
 * <pre>{@code java -jar ccmusic-bench/target/benchmarks.jar EndToEndBenchmark}</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EndToEndBenchmark {

    @Param({"examples/audio/bach-prelude-bwv846.wav", "examples/audio/bach-prelude-bwv846.mp3"})
    String file = "";

    private GenreClassifier model;

    @Setup
    public void loadAndCheck() throws IOException {
        model = GenreClassifier.load(DefaultModel.PATH);
        GenrePrediction prediction = classify();
        double sum = prediction.genres().stream()
                .mapToDouble(genre -> genre.probability())
                .sum();
        if (prediction.slices().isEmpty() || Math.abs(sum - 1) > 1e-6) {
            throw new IllegalStateException(file + " is answered with probabilities that sum to " + sum);
        }
    }

    @TearDown
    public void close() {
        model.close();
    }

    @Benchmark
    public GenrePrediction classify() throws IOException {
        return model.classify(Path.of(file));
    }
}
