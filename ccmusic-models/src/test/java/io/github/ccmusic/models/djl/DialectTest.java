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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However a network is said, it answers the same. */
class DialectTest {
    private static final int SIZE = 64;
    private static final int BATCH = 8;

    @Test
    void everyMachineSpeaksOneThatIsNotOneDnns() throws IOException {
        assertThat(Spoken.dialects()).contains(Dialect.XNNPACK_ALONE);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aDialectThatAnswersWronglyIsRefused(Dialect dialect) throws IOException {
        Spoken.assume(dialect);
        Optional<String> fault = DialectTrial.fault(
                TorchEngine.started(),
                dialect,
                (graph, any) -> Sabotage.ofKernel(TorchScript.of(graph, any), "w = torch.mul(w, 1.1)"));
        assertThat(fault).hasValueSatisfying(text -> assertThat(text).contains("is due"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnet18",
                "mobilenet_v3_small",
                "squeezenet1_1",
                "densenet121",
                "googlenet",
                "mobilenet_v2",
                "mnasnet0_5",
                "shufflenet_v2_x0_5",
                "efficientnet_b0",
                "efficientnet_v2_s",
                "regnet_y_400mf",
                "convnext_tiny",
                "vit_b_32",
                "swin_t",
                "swin_v2_t"
            })
    void fusedAndPackedProgramsGiveThePlainAnswer(String name) throws IOException {
        Graph graph =
                Graph.endingIn(Architectures.builtIn().named(name).logits(Tensor.picture(SIZE, SIZE), Head.linear(4)));
        WeightReader weights = new WeightReader(RandomWeights.of(graph, 7));

        float[] plain = answer(graph, Dialect.MATRICES, weights);

        double scale = 0;
        for (float logit : plain) {
            scale = Math.max(scale, Math.abs(logit));
        }
        for (Dialect dialect : Spoken.dialects()) {
            double allowed = dialect == Dialect.BFLOAT16 ? 0.1 : 1e-4;
            float[] fused = answer(Fusion.of(graph), dialect, weights);
            for (int i = 0; i < plain.length; i++) {
                assertThat((double) fused[i]).as("%s", dialect).isCloseTo(plain[i], within(allowed * scale));
            }
        }
    }

    /** Wide enough that calls overlap: layers that share a packed kernel must not share anything else. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void linearLayersAnswerManyThreadsAsTheyAnswerOne(Dialect dialect) throws Exception {
        Spoken.assume(dialect);
        Graph graph = Graph.endingIn(Tensor.picture(8, 8)
                .flatten()
                .linear("first", 2048)
                .linear("second", 2048)
                .linear("third", 4));
        WeightReader weights = new WeightReader(RandomWeights.of(graph, 3));
        TorchEngine engine = TorchEngine.started();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TorchModule module = TorchModule.load(engine, Device.cpu(), TorchScript.of(graph, dialect), weights)) {
            List<Future<Integer>> callers = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                float[] pictures = pictures(caller, BATCH * 3 * 8 * 8);
                callers.add(threads.submit(() -> wrongAnswers(module, pictures)));
            }
            for (Future<Integer> caller : callers) {
                assertThat(caller.get(60, TimeUnit.SECONDS)).isZero();
            }
        } finally {
            threads.shutdown();
        }
    }

    /** How many of many calls gave another answer than the first of this thread. */
    private static int wrongAnswers(TorchModule module, float[] pictures) {
        Shape shape = new Shape(BATCH, 3, 8, 8);
        float[] expected = module.run(pictures, shape);
        int wrong = 0;
        for (int i = 0; i < 60; i++) {
            wrong += Arrays.equals(module.run(pictures, shape), expected) ? 0 : 1;
        }
        return wrong;
    }

    private static float[] pictures(long seed, int count) {
        float[] numbers = new float[count];
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            numbers[i] = 2 * random.nextFloat() - 1;
        }
        return numbers;
    }

    private static float[] answer(Graph graph, Dialect dialect, WeightReader weights) throws IOException {
        float[] three = pictures(11, 3 * 3 * SIZE * SIZE);
        TorchEngine engine = TorchEngine.started();
        try (TorchModule module = TorchModule.load(engine, Device.cpu(), TorchScript.of(graph, dialect), weights)) {
            return module.run(three, new Shape(3, 3, SIZE, SIZE));
        }
    }
}
