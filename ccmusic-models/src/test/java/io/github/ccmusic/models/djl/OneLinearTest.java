package io.github.ccmusic.models.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ccmusic.models.FormulaWeights;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.NetworkOptions;
import io.github.ccmusic.models.arch.Architecture;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.arch.ReferenceArchitecture;
import io.github.ccmusic.models.arch.WeightsMatch;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A classifier of several layers that was replaced by one: the logits are that layer of the features. */
class OneLinearTest {

    @Test
    void answersWithOneLayerOfTheFeatures() throws IOException {
        int classes = 3;
        int wide = 576;
        float[] matrix = FormulaWeights.input(classes, wide);
        float[] bias = {1, -2, 3};
        ReferenceArchitecture reference = ReferenceArchitecture.named("mobilenet_v3_small", Head.Kind.LINEAR);
        Map<String, TensorData> tensors =
                new LinkedHashMap<>(reference.stateDict().tensors());
        tensors.keySet().removeIf(key -> key.startsWith("classifier."));
        tensors.put("classifier.0.weight", TensorData.of(new long[] {classes, wide}, matrix));
        tensors.put("classifier.0.bias", TensorData.of(new long[] {classes}, bias));
        Architecture architecture = reference.architecture();
        WeightsMatch match = WeightsMatch.of(architecture, 224, 224, StateDict.of(tensors), Optional.empty());

        try (Network network =
                TorchNetworks.load(architecture, match.head(), 224, 224, match.weights(), NetworkOptions.defaults())) {
            float[] pictures = FormulaWeights.input(2, 3, 224, 224);
            float[][] features = network.features(pictures, 2);
            float[][] logits = network.logits(pictures, 2);
            for (int picture = 0; picture < 2; picture++) {
                assertThat(features[picture]).hasSize(wide);
                for (int i = 0; i < classes; i++) {
                    double sum = bias[i];
                    for (int j = 0; j < wide; j++) {
                        sum += (double) matrix[wide * i + j] * features[picture][j];
                    }
                    assertThat((double) logits[picture][i]).isCloseTo(sum, within(1e-4 * (1 + Math.abs(sum))));
                }
            }
        }
    }
}
