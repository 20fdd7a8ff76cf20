package io.github.ccmusic.models.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.github.ccmusic.models.RandomWeights;
import io.github.ccmusic.models.arch.Architectures;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.graph.Dialect;
import io.github.ccmusic.models.graph.Fusion;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.TorchScript;
import io.github.ccmusic.models.graph.WeightReader;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a network is said, it answers the same. */
class DialectTest {
    private static final int SIZE = 64;

    @Test
    void thisLibtorchSpeaksThemAll() throws IOException {
        for (Dialect dialect : Dialect.values()) {
            assertThat(TorchEngine.started().speaks(dialect)).as(dialect.name()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "mobilenet_v3_small", "squeezenet1_1"})
    void fusedAndPackedProgramsGiveThePlainAnswer(String name) throws IOException {
        Graph graph =
                Graph.endingIn(Architectures.builtIn().named(name).logits(Tensor.picture(SIZE, SIZE), Head.linear(4)));
        WeightReader weights = new WeightReader(RandomWeights.of(graph, 7));

        float[] plain = answer(graph, Dialect.PLAIN, weights);
        float[] fused = answer(Fusion.of(graph), Dialect.PLAIN, weights);
        float[] laidOut = answer(Fusion.of(graph), Dialect.ONEDNN, weights);
        float[] packed = answer(Fusion.of(graph), Dialect.XNNPACK, weights);
        float[] rounded = answer(Fusion.of(graph), Dialect.BFLOAT16, weights);

        double scale = 0;
        for (float logit : plain) {
            scale = Math.max(scale, Math.abs(logit));
        }
        for (int i = 0; i < plain.length; i++) {
            assertThat((double) fused[i]).isCloseTo(plain[i], within(1e-4 * scale));
            assertThat((double) laidOut[i]).isCloseTo(plain[i], within(1e-4 * scale));
            assertThat((double) packed[i]).isCloseTo(plain[i], within(1e-4 * scale));
            assertThat((double) rounded[i]).isCloseTo(plain[i], within(0.1 * scale));
        }
    }

    private static float[] answer(Graph graph, Dialect dialect, WeightReader weights) throws IOException {
        float[] picture = new float[3 * SIZE * SIZE];
        Random random = new Random(11);
        for (int i = 0; i < picture.length; i++) {
            picture[i] = 2 * random.nextFloat() - 1;
        }
        TorchEngine engine = TorchEngine.started();
        try (TorchModule module = TorchModule.load(engine, Device.cpu(), TorchScript.of(graph, dialect), weights)) {
            return module.run(picture, new Shape(1, 3, SIZE, SIZE));
        }
    }
}
