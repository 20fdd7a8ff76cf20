package io.github.ccmusic.models.djl;

import static io.github.ccmusic.models.graph.Window.square;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import io.github.ccmusic.models.graph.Activation;
import io.github.ccmusic.models.graph.Dialect;
import io.github.ccmusic.models.graph.Fusion;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Parameter;
import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.TorchScript;
import io.github.ccmusic.models.graph.WeightReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether this libtorch has the operators of a dialect and whether they give the plain answer, by running a network of a few
 * hundred weights both ways.
 */
final class DialectTrial {
    private static final Logger LOG = LoggerFactory.getLogger(DialectTrial.class);
    private static final int SIZE = 9;

    private DialectTrial() {}

    static boolean passes(TorchEngine engine, Dialect dialect) throws IOException {
        double tolerance = dialect == Dialect.BFLOAT16 ? 0.05 : 1e-5;
        Graph graph = Fusion.of(graph());
        WeightReader weights = new WeightReader(weights(graph));
        float[] picture = random(new Random(1), 3 * SIZE * SIZE);
        float[] plain = answer(engine, graph, Dialect.PLAIN, weights, picture);
        try {
            float[] tried = answer(engine, graph, dialect, weights, picture);
            for (int i = 0; i < plain.length; i++) {
                if (!(Math.abs(plain[i] - tried[i]) <= tolerance * Math.max(1, Math.abs(plain[i])))) {
                    LOG.warn("{} gives {} where {} is due, and is not used", dialect, tried[i], plain[i]);
                    return false;
                }
            }
            return true;
        } catch (RuntimeException e) {
            LOG.info("this libtorch has no {}: {}", dialect, e.getMessage());
            return false;
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
        return Graph.endingIn(
                y.conv("4", 4, square(5).groups(2)).activate(Activation.RELU6).flatten());
    }

    private static StateDict weights(Graph graph) {
        Random random = new Random(0);
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        for (Parameter parameter : graph.parameters()) {
            long[] shape =
                    parameter.shape().stream().mapToLong(Integer::longValue).toArray();
            int count = parameter.shape().stream().reduce(1, Math::multiplyExact);
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

    private static float[] answer(
            TorchEngine engine, Graph graph, Dialect dialect, WeightReader weights, float[] picture)
            throws IOException {
        try (TorchModule module = TorchModule.load(engine, Device.cpu(), TorchScript.of(graph, dialect), weights)) {
            return module.run(picture, new Shape(1, 3, SIZE, SIZE));
        }
    }
}
