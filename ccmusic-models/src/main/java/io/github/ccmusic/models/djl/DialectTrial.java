package io.github.ccmusic.models.djl;

import static io.github.ccmusic.models.graph.Window.square;

import ai.djl.Device;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import io.github.ccmusic.models.graph.Activation;
import io.github.ccmusic.models.graph.Dialect;
import io.github.ccmusic.models.graph.Fusion;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Parameter;
import io.github.ccmusic.models.graph.Program;
import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.WeightReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Finds out whether this libtorch has the operators of a dialect and whether they give the right answer, by proving a network of a few
 * hundred weights, so that a large one is not loaded in vain.
 */
final class DialectTrial {
    private static final int SIZE = 9;

    private DialectTrial() {}

    /** What is wrong with a dialect; empty if nothing is. */
    static Optional<String> fault(TorchEngine engine, Dialect dialect, ProvenNetwork.Writer writer) throws IOException {
        Graph graph = Fusion.of(graph());
        Program program = writer.write(graph, dialect);
        try (TorchModule module = TorchModule.load(engine, Device.cpu(), program, new WeightReader(weights(graph)))) {
            return module.prove(random(new Random(1), 3 * SIZE * SIZE), dialect).fault();
        } catch (RuntimeException e) {
            return Optional.of("this libtorch does not have it: " + e.getMessage());
        }
    }

    /** Every way in which a convolution can be said: grouped or not, clamped or not, with sum, scale and stride. */
    private static Graph graph() {
        Tensor x = Tensor.picture(SIZE, SIZE)
                .conv("0", 8, square(3).stride(2).noBias())
                .relu();
        Tensor y = x.conv("1", 8, square(3).groups(8)).activate(Activation.HARDSWISH);
        y = y.scale(y.globalAvgPool().conv("2", 8, square(1)).activate(Activation.HARDSIGMOID));
        y = y.conv("3", 8, square(1)).add(x).relu();
        y = y.conv("4", 4, square(5).groups(2)).activate(Activation.RELU6);
        return Graph.endingIn(y.flatten().linear("5", 4));
    }

    private static StateDict weights(Graph graph) {
        Random random = new Random(0);
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        for (Parameter parameter : graph.parameters()) {
            long[] shape =
                    parameter.shape().stream().mapToLong(Integer::longValue).toArray();
            int count = Math.toIntExact(parameter.elementCount());
            tensors.put(parameter.key(), TensorData.of(shape, random(random, count)));
        }
        return StateDict.of(tensors);
    }

    private static float[] random(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }
}
