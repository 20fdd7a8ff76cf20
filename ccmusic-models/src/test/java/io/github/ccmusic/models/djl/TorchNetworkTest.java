package io.github.ccmusic.models.djl;

import static io.github.ccmusic.models.graph.Window.square;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ccmusic.models.FormulaWeights;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.NetworkContract;
import io.github.ccmusic.models.NetworkOptions;
import io.github.ccmusic.models.RandomWeights;
import io.github.ccmusic.models.arch.Architecture;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.Test;

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

    @Test
    void refusesAGpuThatIsNotThere() {
        assertThatThrownBy(() -> load("gpu63"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("device 'gpu63' is not there")
                .hasMessageContaining("Use device 'cpu'");
    }

    @Test
    void refusesADeviceThatMeansNothing() {
        assertThatThrownBy(() -> load("the fast one"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 'cpu', 'gpu'");
    }
}
