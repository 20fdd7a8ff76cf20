package io.github.ccmusic.models.djl;

import static io.github.ccmusic.models.graph.Window.square;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.NetworkContract;
import io.github.ccmusic.models.NetworkOptions;
import io.github.ccmusic.models.RandomWeights;
import io.github.ccmusic.models.arch.Architecture;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Tensor;
import org.junit.jupiter.api.Test;

class TorchNetworkTest extends NetworkContract {

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

    private static Network load(String device) throws Exception {
        Head head = Head.linear(5);
        Graph graph = Graph.endingIn(new Tiny().logits(Tensor.picture(32, 24), head));
        return TorchNetworks.load(
                new Tiny(),
                head,
                32,
                24,
                RandomWeights.of(graph, 1),
                NetworkOptions.defaults().device(device));
    }

    @Override
    protected Network open() throws Exception {
        return load("cpu");
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
