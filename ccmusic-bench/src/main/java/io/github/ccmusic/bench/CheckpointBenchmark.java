package io.github.ccmusic.bench;

import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.NetworkOptions;
import io.github.ccmusic.models.NetworkOptions.Precision;
import io.github.ccmusic.models.arch.Architecture;
import io.github.ccmusic.models.arch.Architectures;
import io.github.ccmusic.models.arch.StateDictCheck;
import io.github.ccmusic.models.checkpoint.Checkpoint;
import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.djl.TorchNetworks;
import java.io.IOException;
import java.nio.file.Files;
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
 * A checkpoint to a network that can answer, its file in the page cache: written by {@link CheckpointFormat}, in torch's format.
 *
 * <pre>{@code java -jar ccmusic-bench/target/benchmarks.jar CheckpointBenchmark}</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
@Fork(value = 1, jvmArgsAppend = "-Xmx512m")
public class CheckpointBenchmark {

    @Param({"mobilenet_v3_small", "resnet18", "vgg19_bn"})
    String arch = "";

    private Architecture architecture;
    private Path file = Path.of("");

    @Setup
    public void writeAndCheckItsAnswer() throws IOException {
        architecture = Architectures.builtIn().named(arch);
        file = Files.createTempFile("ccmusic-" + arch, ".pt");
        Files.delete(file);
        CheckpointFormat.TORCH.write(FormulaNetworks.weights(arch), file);
        try (Network network = network()) {
            FormulaNetworks.requireGolden(arch, network, Precision.FLOAT32);
        }
    }

    @TearDown
    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    @Benchmark
    public void load() throws IOException {
        network().close();
    }

    private Network network() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
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
