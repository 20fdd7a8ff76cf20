package io.github.ccmusic.bench;

import io.github.ccmusic.FileResult;
import io.github.ccmusic.GenreClassifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Many files with the default model: files a second, by how many are in flight.
 *
 * <pre>{@code java -jar ccmusic-bench/target/benchmarks.jar ThroughputBenchmark}</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class ThroughputBenchmark {
    private static final int FILES = 32;

    @Param({"examples/audio/bach-prelude-bwv846.wav"})
    String file = "";

    @Param({"1", "2"})
    int parallelFiles;

    private GenreClassifier model;
    private List<Path> files = List.of();

    @Setup
    public void loadAndCheck() throws IOException {
        model = GenreClassifier.builder().parallelFiles(parallelFiles).load(DefaultModel.PATH);
        files = Collections.nCopies(FILES, Path.of(file));
        String expected = model.classify(Path.of(file)).best().id();
        for (FileResult result : classifyAll()) {
            if (!(result instanceof FileResult.Classified classified)
                    || !classified.prediction().best().id().equals(expected)) {
                throw new IllegalStateException("not every file is answered with " + expected + ": " + result);
            }
        }
    }

    @TearDown
    public void close() {
        model.close();
    }

    @Benchmark
    @OperationsPerInvocation(FILES)
    public List<FileResult> classifyAll() {
        return model.classifyAll(files);
    }
}
