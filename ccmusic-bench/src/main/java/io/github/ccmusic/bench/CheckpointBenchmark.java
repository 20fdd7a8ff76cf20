package io.github.ccmusic.bench;

import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.NetworkOptions;
import io.github.ccmusic.models.arch.Architecture;
import io.github.ccmusic.models.arch.Architectures;
import io.github.ccmusic.models.arch.StateDictCheck;
import io.github.ccmusic.models.checkpoint.Checkpoint;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.djl.TorchNetworks;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * A checkpoint to a network that can answer, its file in the page cache. {@code ccmusic-bench/peers/run} makes one of vgg19_bn.
 *
 * <pre>{@code java -jar ccmusic-bench/target/benchmarks.jar CheckpointBenchmark -p arch=vgg19_bn -p file=…}</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
@Fork(value = 1, jvmArgsAppend = "-Xmx512m")
public class CheckpointBenchmark {

    @Param("mobilenet_v3_small")
    String arch = "";

    @Param("examples/models/mobilenet_v3_small_cqt/save.pt")
    String file = "";

    private Architecture architecture;

    @Setup
    public void checkThatItAnswers() throws IOException {
        architecture = Architectures.builtIn().named(arch);
        try (Network network = network()) {
            int size = architecture.inputSize();
            for (float logit : network.logits(new float[3 * size * size], 1)[0]) {
                if (!Float.isFinite(logit)) {
                    throw new IllegalStateException(file + " answers " + logit);
                }
            }
        }
    }

    @Benchmark
    public void load() throws IOException {
        network().close();
    }

    private Network network() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(Path.of(file))) {
            StateDict weights = checkpoint.stateDict();
            int size = architecture.inputSize();
            return TorchNetworks.load(
                    architecture,
                    StateDictCheck.headOf(architecture, weights),
                    size,
                    size,
                    weights,
                    NetworkOptions.defaults());
        }
    }
}
