package io.github.ccmusic.bench;

import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.NetworkOptions;
import io.github.ccmusic.models.NetworkOptions.Precision;
import java.io.IOException;
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
 * Pictures to logits. The peers' figures for the same work come from {@code ccmusic-bench/peers/run}.
 *
 * <pre>{@code java -jar ccmusic-bench/target/benchmarks.jar ForwardBenchmark -p arch=resnet18 -p batch=1,8 -p threads=1}</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class ForwardBenchmark {

    @Param({"mobilenet_v3_small", "resnet18", "vgg19_bn"})
    String arch = "";

    @Param({"1", "8"})
    int batch;

    @Param({"1", "2"})
    int threads;

    @Param({"FLOAT32", "BFLOAT16"})
    Precision precision = Precision.FLOAT32;

    private Network network;
    private float[] pictures = {};

    @Setup
    public void loadAndCheck() throws IOException {
        network = FormulaNetworks.load(
                arch, NetworkOptions.defaults().threads(threads).precision(precision));
        pictures = FormulaNetworks.pictures(batch);
        FormulaNetworks.requireGolden(arch, network, precision);
    }

    @TearDown
    public void close() {
        network.close();
    }

    @Benchmark
    public float[][] logits() {
        return network.logits(pictures, batch);
    }
}
