package io.github.ccmusic.models.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.github.ccmusic.models.FormulaWeights;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.NetworkOptions;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.arch.ReferenceArchitecture;
import io.github.ccmusic.models.arch.StateDictCheck;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.graph.Dialect;
import io.github.ccmusic.models.graph.Fusion;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.TorchScript;
import io.github.ccmusic.models.graph.WeightReader;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every architecture answers what torchvision answers under the same weights. */
class ArchitectureGoldenTest {

    static List<ReferenceArchitecture> all() throws IOException {
        return ReferenceArchitecture.all();
    }

    static Stream<ReferenceArchitecture> withLinearHead() throws IOException {
        return all().stream().filter(reference -> reference.head().kind() == Head.Kind.LINEAR);
    }

    /** In whichever dialect is picked for one thread on the machine that runs the tests. */
    @ParameterizedTest
    @MethodSource("all")
    void answersWhatTorchvisionAnswers(ReferenceArchitecture reference) throws IOException {
        int size = reference.inputSize();
        try (Network network = TorchNetworks.load(
                reference.architecture(),
                reference.head(),
                size,
                size,
                reference.stateDict(),
                NetworkOptions.defaults())) {
            float[][] logits = network.logits(FormulaWeights.input(2, 3, size, size), 2);
            assertAnswers(reference, concat(logits));
        }
    }

    @ParameterizedTest
    @MethodSource("withLinearHead")
    void answersItInPublicOperatorsToo(ReferenceArchitecture reference) throws IOException {
        assertAnswers(reference, logits(reference, Dialect.MATRICES));
    }

    private static void assertAnswers(ReferenceArchitecture reference, float[] logits) {
        assertThat(logits).hasSize(reference.logits().size());
        for (int i = 0; i < logits.length; i++) {
            assertThat((double) logits[i])
                    .as("logit %d", i)
                    .isCloseTo(reference.logits().get(i), within(reference.tolerance()));
        }
    }

    private static float[] concat(float[][] rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int i = 0; i < all.length; i++) {
            all[i] = rows[i / rows[0].length][i % rows[0].length];
        }
        return all;
    }

    private static float[] logits(ReferenceArchitecture reference, Dialect dialect) throws IOException {
        Graph graph = reference.graph();
        StateDict weights = reference.stateDict();
        StateDictCheck.requireFit(reference.architecture(), reference.head(), graph, weights);
        TorchEngine engine = TorchEngine.started();
        engine.useThreads(1);
        JniUtils.setGraphExecutorOptimize(false);
        try (TorchModule module = TorchModule.load(
                engine, Device.cpu(), TorchScript.of(Fusion.of(graph), dialect), new WeightReader(weights))) {
            int size = reference.inputSize();
            return module.run(FormulaWeights.input(2, 3, size, size), new Shape(2, 3, size, size));
        }
    }
}
