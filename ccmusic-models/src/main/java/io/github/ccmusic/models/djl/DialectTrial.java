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
import io.github.ccmusic.models.graph.Program;
import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.TorchScript;
import io.github.ccmusic.models.graph.WeightReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether this libtorch has the operators of a dialect and whether they give the right answer, by running a network of a few
 * hundred weights.
 *
 * <p>The answer is known beforehand: to ask the public operators would start oneDNN, which many a network does not need, for 16 MB and
 * a tenth of a second.
 */
final class DialectTrial {
    private static final Logger LOG = LoggerFactory.getLogger(DialectTrial.class);
    private static final int SIZE = 9;

    /** What the public operators say, which a test asks. */
    private static final float[] ANSWER = {-2.752606f, -2.064604f, -0.987648f, -0.803398f};

    private DialectTrial() {}

    static boolean passes(TorchEngine engine, Dialect dialect) throws IOException {
        Graph graph = Fusion.of(graph());
        Program program = TorchScript.of(graph, dialect);
        float[] answer;
        try (TorchModule module = TorchModule.load(engine, Device.cpu(), program, new WeightReader(weights(graph)))) {
            answer = module.run(random(new Random(1), 3 * SIZE * SIZE), new Shape(1, 3, SIZE, SIZE));
        } catch (RuntimeException e) {
            LOG.info("this libtorch has no {}: {}", dialect, e.getMessage());
            return false;
        }
        double tolerance = dialect == Dialect.BFLOAT16 ? 0.05 : 1e-5;
        for (int i = 0; i < ANSWER.length; i++) {
            if (!(Math.abs(answer[i] - ANSWER[i]) <= tolerance)) {
                LOG.warn(
                        "{} gives {} where {} is due, and is not used",
                        dialect,
                        Arrays.toString(answer),
                        Arrays.toString(ANSWER));
                return false;
            }
        }
        return true;
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
        return Graph.endingIn(y.flatten().linear("5", ANSWER.length));
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
