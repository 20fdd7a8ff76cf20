package io.github.ccmusic.models.djl;

import static io.github.ccmusic.models.graph.Window.square;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.djl.Device;
import io.github.ccmusic.models.FormulaWeights;
import io.github.ccmusic.models.KernelProof;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.NetworkContract;
import io.github.ccmusic.models.NetworkOptions;
import io.github.ccmusic.models.RandomWeights;
import io.github.ccmusic.models.arch.Architecture;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.graph.Dialect;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Program;
import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.TorchScript;
import io.github.ccmusic.models.graph.WeightReader;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchNetworkTest extends NetworkContract {
    private static final Head HEAD = Head.linear(5);

    /** An architecture of the user's own, small enough to be loaded in milliseconds. */
    private record Tiny() implements Architecture {
        @Override
        public String name() {
            return "tiny";
        }

        @Override
        public Tensor logits(Tensor picture, Head head) {
            Tensor x = picture.conv("stem", 8, square(3).stride(2).noBias())
                    .batchNorm("norm")
                    .relu();
            Tensor y = x.conv("block", 8, square(3)).add(x).relu();
            return head.on(y.globalAvgPool().flatten(), "fc");
        }
    }

    /** One that does not say where its head begins. */
    private record Headless() implements Architecture {
        @Override
        public String name() {
            return "headless";
        }

        @Override
        public Tensor logits(Tensor picture, Head head) {
            return picture.globalAvgPool().flatten().linear("fc", head.classes());
        }
    }

    private static Network load(String device) throws Exception {
        return load(new Tiny(), device);
    }

    private static Network load(Architecture architecture, String device) throws Exception {
        return TorchNetworks.load(
                architecture,
                HEAD,
                32,
                24,
                weights(architecture),
                NetworkOptions.defaults().device(device));
    }

    private static StateDict weights(Architecture architecture) {
        return RandomWeights.of(Graph.endingIn(architecture.logits(Tensor.picture(32, 24), HEAD)), 1);
    }

    @Override
    protected Network open() throws Exception {
        return load("cpu");
    }

    @Test
    void givesFeaturesOfWhichTheLastLayerMakesTheLogits() throws Exception {
        StateDict weights = weights(new Tiny());
        float[] matrix = Objects.requireNonNull(weights.get("fc.weight")).toFloats();
        float[] bias = Objects.requireNonNull(weights.get("fc.bias")).toFloats();
        float[] picture = FormulaWeights.input(1, 3, 32, 24);
        try (Network network = open()) {
            float[] features = network.features(picture, 1)[0];
            float[] logits = network.logits(picture, 1)[0];

            assertThat(features).hasSize(8);
            for (int c = 0; c < 5; c++) {
                double sum = bias[c];
                for (int j = 0; j < 8; j++) {
                    sum += matrix[8 * c + j] * features[j];
                }
                assertThat(logits[c]).isCloseTo((float) sum, within(1e-5f));
            }
        }
    }

    @Test
    void saysThatAnArchitectureWithoutAHeadHasNoFeatures() throws Exception {
        try (Network network = load(new Headless(), "cpu")) {
            assertThatThrownBy(() -> network.features(new float[3 * 32 * 24], 1))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("headless does not say where its head begins");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuda", "cuda:0", "cuda:63", "gpu:1", "gpu63", "mps", "mps:0"})
    void refusesADeviceThatIsNotThereByAnyOfItsNames(String name) {
        assumeFalse(
                name.startsWith("mps") && System.getProperty("os.name").startsWith("Mac"), "this machine may have it");
        assumeFalse(TorchEngine.started().gpuCount() > 0 && !name.endsWith("63"), "this machine has it");

        assertThatThrownBy(() -> load(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("device '" + name + "' is not there: libtorch ")
                .hasMessageContaining("Use device 'cpu'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"the fast one", "tpu", "GPU", "cuda:", "cuda:-1", "cpu:1", "gpu:99999", ""})
    void refusesADeviceThatMeansNothing(String name) {
        assertThatThrownBy(() -> load(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "device '" + name + "' is not understood; expected one of 'cpu', 'cuda' or 'gpu'");
    }

    @Test
    void takesTheCpuByPyTorchsLongName() throws Exception {
        load("cpu:0").close();
    }

    @Test
    void saysWhatFailedInTheEngineWithoutAnExceptionOfTheEngines() throws Exception {
        Program small = TorchScript.of(flattened(8), Dialect.PLAIN);
        Program large = TorchScript.of(flattened(9), Dialect.PLAIN);
        KernelProof proof = new KernelProof("PLAIN", 0, Duration.ZERO, new float[2]);
        TorchModule module = TorchModule.load(
                TorchEngine.started(), Device.cpu(), small, new WeightReader(RandomWeights.of(flattened(8), 1)));
        try (Network network = new TorchNetwork("odd", module, large, proof, new SideBySide(1, "odd"))) {
            assertThatThrownBy(() -> network.logits(new float[3 * 9 * 9], 1))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("network odd: a call with 1 pictures of ")
                    .hasMessageContaining("mat1 and mat2 shapes cannot be multiplied")
                    .extracting(e -> String.valueOf(e.getMessage()).lines().count())
                    .isEqualTo(1L);
        }
    }

    /** A layer for pictures of one size only. */
    private static Graph flattened(int size) {
        return Graph.endingIn(Tensor.picture(size, size).flatten().linear("fc", 2));
    }
}
