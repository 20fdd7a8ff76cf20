package io.github.ccmusic.models.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.github.ccmusic.models.FormulaWeights;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.arch.ReferenceArchitecture;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.graph.Dialect;
import io.github.ccmusic.models.graph.Fusion;
import io.github.ccmusic.models.graph.TorchScript;
import io.github.ccmusic.models.graph.WeightReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program gives what enters the head as well as the logits. */
class FeaturesTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BFLOAT16")
    void lastLayerOfTheFeaturesIsTheLogits(Dialect dialect) throws IOException {
        Spoken.assume(dialect);
        ReferenceArchitecture reference = ReferenceArchitecture.named("shufflenet_v2_x0_5", Head.Kind.LINEAR);
        StateDict weights = reference.stateDict();
        float[] matrix = Objects.requireNonNull(weights.get("fc.weight")).toFloats();
        float[] bias = Objects.requireNonNull(weights.get("fc.bias")).toFloats();

        float[] features = features(reference, weights, dialect);

        assertThat(features).hasSize(2 * 1024);
        for (int i = 0; i < reference.logits().size(); i++) {
            int picture = i / bias.length;
            int logit = i % bias.length;
            double sum = bias[logit];
            for (int j = 0; j < 1024; j++) {
                sum += matrix[1024 * logit + j] * features[1024 * picture + j];
            }
            assertThat(sum).isCloseTo(reference.logits().get(i), within(reference.tolerance()));
        }
    }

    /** SqueezeNet's classifier begins with a convolution: its features are the means of the channels that it reads. */
    @Test
    void featuresOfAMapAreItsMeans() throws IOException {
        ReferenceArchitecture reference = ReferenceArchitecture.named("squeezenet1_1", Head.Kind.LINEAR);

        float[] features = features(reference, reference.stateDict(), Dialect.XNNPACK_ALONE);

        assertThat(features).hasSize(2 * 512);
        assertThat(Arrays.copyOf(features, 512)).isNotEqualTo(Arrays.copyOfRange(features, 512, 1024));
    }

    private static float[] features(ReferenceArchitecture reference, StateDict weights, Dialect dialect)
            throws IOException {
        TorchEngine engine = TorchEngine.started();
        engine.useThreads(1);
        try (TorchModule module = TorchModule.load(
                engine,
                Device.cpu(),
                TorchScript.of(Fusion.of(reference.graph()), dialect),
                new WeightReader(weights))) {
            return module.features(FormulaWeights.input(2, 3, 224, 224), new Shape(2, 3, 224, 224));
        }
    }
}
