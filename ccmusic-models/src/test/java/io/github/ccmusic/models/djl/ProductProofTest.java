package io.github.ccmusic.models.djl;

import static io.github.ccmusic.models.graph.Window.square;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.RandomWeights;
import io.github.ccmusic.models.UnprovedKernelException;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.graph.Dialect;
import io.github.ccmusic.models.graph.Fusion;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Program;
import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.TorchScript;
import io.github.ccmusic.models.graph.WeightReader;
import io.github.ccmusic.models.graph.Window;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A network answers only after its kernels were compared with sums in double precision. */
class ProductProofTest {
    private static final int SIZE = 40;

    private final TorchEngine engine = TorchEngine.started();

    @BeforeEach
    void oneThread() {
        engine.useThreads(1);
    }

    private static Tensor picture() {
        return Tensor.picture(SIZE, SIZE);
    }

    /** Every way to move a window, a norm to fold, a residual, and matrices over one row and over many. */
    static Stream<Graph> layers() {
        return Stream.of(
                        picture().conv("a", 24, square(3)),
                        picture().conv("a", 24, square(7).stride(2).noBias()),
                        picture().conv("a", 24, square(1).stride(2)),
                        picture().conv("a", 24, square(5).padding(0)),
                        picture().conv("a", 24, Window.of(1, 7)),
                        picture().conv("a", 24, square(3).dilated(2)),
                        picture().conv("a", 24, square(3).groups(3)).relu(),
                        picture()
                                .conv("a", 24, square(3).noBias())
                                .batchNorm("b")
                                .relu(),
                        picture()
                                .conv("a", 24, square(1))
                                .conv("b", 128, square(3))
                                .conv("c", 160, square(3)),
                        withResidual(picture().conv("a", 24, square(1))),
                        picture().flatten().linear("a", 33),
                        picture().permute(1, 2, 0).linearWithoutBias("a", 17))
                .map(tensor -> Fusion.of(Graph.endingIn(tensor.flatten())));
    }

    private static Tensor withResidual(Tensor x) {
        return x.conv("b", 24, square(3)).add(x).relu();
    }

    /** Where caches are hidden, public operators are oneDNN's too, and wrong for some of the layers: for that there are proofs. */
    private List<Dialect> right() throws IOException {
        return engine.processor().mayTryOneDnn() ? Spoken.dialects() : List.of(Dialect.XNNPACK_ALONE);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void rightKernelsAreProved(Graph graph) throws IOException {
        for (Dialect dialect : right()) {
            assertThat(fault(graph, TorchScript.of(graph, dialect), dialect))
                    .as("%s", dialect)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void kernelsThatAreOffByAThousandthAreNot(Graph graph) throws IOException {
        for (Dialect dialect : right()) {
            String change = dialect == Dialect.BFLOAT16 ? "w = torch.mul(w, 1.25)" : "w = torch.mul(w, 1.001)";
            Program wrong = Sabotage.ofKernel(TorchScript.of(graph, dialect), change);
            assertThat(fault(graph, wrong, dialect)).as("%s", dialect).isPresent();
        }
    }

    /** Where blocks of a kernel end is where kernels go wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"torch.select(w, 0, -1)", "torch.select(w, 0, 0)", "torch.slice(w, 0, 0, 12)"})
    void kernelsThatAreWrongInSomeChannelsAreNot(String part) throws IOException {
        Graph graph =
                Fusion.of(Graph.endingIn(picture().conv("a", 24, square(3)).flatten()));
        Program wrong =
                Sabotage.ofKernel(TorchScript.of(graph, Dialect.XNNPACK_ALONE), "_1 = torch.mul_(" + part + ", 1.01)");
        assertThat(fault(graph, wrong, Dialect.XNNPACK_ALONE))
                .hasValueSatisfying(text -> assertThat(text).startsWith("a gives "));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void theProofGivesTheAnswerThatANetworkGives(Dialect dialect) throws IOException {
        Spoken.assume(dialect);
        Graph graph = small();
        try (TorchModule module = load(graph, TorchScript.of(graph, dialect))) {
            float[] logits = module.prove(noise(), dialect).logits();
            assertThat(logits).containsExactly(module.run(noise(), new ai.djl.ndarray.types.Shape(1, 3, SIZE, SIZE)));
        }
    }

    @Test
    void aNetworkTakesTheNextDialectWhereTheFirstIsWrong() throws IOException {
        Graph graph = small();
        ProvenNetwork networks = networks(Dialect.MATRICES);
        try (Network network = networks.load(graph, List.of(Dialect.MATRICES, Dialect.XNNPACK_ALONE), weights(graph))) {
            assertThat(network.proof()).hasValueSatisfying(proof -> {
                assertThat(proof.dialect()).isEqualTo("XNNPACK_ALONE");
                assertThat(proof.layers()).isEqualTo(3);
            });
        }
    }

    @Test
    void aNetworkThatNoDialectComputesRightlyIsRefused() {
        Graph graph = small();
        assertThatThrownBy(() -> networks(Dialect.MATRICES).load(graph, List.of(Dialect.MATRICES), weights(graph)))
                .isInstanceOf(UnprovedKernelException.class)
                .hasMessageContaining("no kernels of this machine compute small rightly: MATRICES: fc.weight gives ")
                .hasMessageContaining("ccmusic doctor");
    }

    /** The same network in several threads of its own: the bits of one. */
    @Test
    void picturesSideBySideAnswerAsTheyDoAlone() throws IOException {
        Graph graph = small();
        float[] pictures = numbers(5 * 3 * SIZE * SIZE);
        try (Network alone = lanes(1).load(graph, List.of(Dialect.XNNPACK_ALONE), weights(graph));
                Network sideBySide = lanes(3).load(graph, List.of(Dialect.XNNPACK_ALONE), weights(graph))) {
            assertThat(sideBySide.logits(pictures, 5)).isDeepEqualTo(alone.logits(pictures, 5));
            assertThat(sideBySide.features(pictures, 5)).isDeepEqualTo(alone.features(pictures, 5));
        }
    }

    private ProvenNetwork lanes(int lanes) {
        return new ProvenNetwork(engine, Device.cpu(), "small", lanes, TorchScript::of);
    }

    /** Loads networks whose programs in one dialect are wrong. */
    private ProvenNetwork networks(Dialect wrong) {
        return new ProvenNetwork(engine, Device.cpu(), "small", 1, (graph, dialect) -> {
            Program program = TorchScript.of(graph, dialect);
            return dialect == wrong ? Sabotage.ofKernel(program, "w = torch.mul(w, 1.01)") : program;
        });
    }

    private static Graph small() {
        Tensor x = picture().conv("a", 16, square(3).stride(2)).relu().conv("b", 16, square(1));
        return Fusion.of(Graph.endingIn(io.github.ccmusic.models.arch.Head.linear(5)
                .on(x.globalAvgPool().flatten(), "fc")));
    }

    private Optional<String> fault(Graph graph, Program program, Dialect dialect) throws IOException {
        try (TorchModule module = load(graph, program)) {
            return module.prove(noise(), dialect).fault();
        }
    }

    private TorchModule load(Graph graph, Program program) throws IOException {
        return TorchModule.load(engine, Device.cpu(), program, new WeightReader(weights(graph)));
    }

    private static StateDict weights(Graph graph) {
        return RandomWeights.of(graph, 5);
    }

    private static float[] noise() {
        return numbers(3 * SIZE * SIZE);
    }

    private static float[] numbers(int count) {
        float[] numbers = new float[count];
        Random random = new Random(3);
        for (int i = 0; i < count; i++) {
            numbers[i] = 2 * random.nextFloat() - 1;
        }
        return numbers;
    }
}
