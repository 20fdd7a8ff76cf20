package io.github.ccmusic.models;

import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Weights for any network, seeded, so sized that values neither vanish nor explode on their way. */
public final class RandomWeights {
    private RandomWeights() {}

    public static StateDict of(Graph graph, long seed) {
        Random random = new Random(seed);
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        for (Parameter parameter : graph.parameters()) {
            tensors.put(parameter.key(), tensor(parameter, random));
        }
        return StateDict.of(tensors);
    }

    private static TensorData tensor(Parameter parameter, Random random) {
        int count = Math.toIntExact(parameter.elementCount());
        boolean isNormScale = parameter.key().endsWith("running_var")
                || (parameter.shape().size() == 1 && parameter.key().endsWith("weight"));
        int fanIn =
                parameter.shape().size() < 2 ? 100 : count / parameter.shape().get(0);
        float[] elements = new float[count];
        for (int i = 0; i < count; i++) {
            elements[i] = isNormScale
                    ? 0.5f + random.nextFloat()
                    : (float) ((2 * random.nextFloat() - 1) * Math.sqrt(3.0 / fanIn));
        }
        return TensorData.of(
                parameter.shape().stream().mapToLong(Integer::longValue).toArray(), elements);
    }
}
