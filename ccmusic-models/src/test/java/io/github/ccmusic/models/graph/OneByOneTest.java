package io.github.ccmusic.models.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.models.arch.Architecture;
import io.github.ccmusic.models.arch.Architectures;
import io.github.ccmusic.models.arch.Head;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OneByOneTest {
    private static Graph graph(Architecture architecture) {
        return Fusion.of(Graph.endingIn(architecture.logits(Tensor.picture(224, 224), Head.linear(4))));
    }

    static Stream<Architecture> architectures() {
        return Architectures.builtIn().names().stream().map(Architectures.builtIn()::named);
    }

    /** The weights of a layer after the border are more than the numbers of its map, before it they are less. */
    @ParameterizedTest
    @CsvSource({"vgg19_bn, 256, 28", "resnet18, 128, 28", "mobilenet_v3_small, 288, 7"})
    void endsWhereMapsBecomeSmallAndKernelsLarge(String name, int channels, int side) {
        Node last = OneByOne.last(graph(Architectures.builtIn().named(name)));

        assertThat(last).isNotNull();
        assertThat(last.shape()).isEqualTo(Shape.of(channels, side, side));
    }

    @Test
    void leavesATransformerItsBatch() {
        assertThat(OneByOne.last(graph(Architectures.builtIn().named("vit_b_32"))))
                .isNull();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void leavesNothingElseThatIsReadLater(Architecture architecture) {
        Graph graph = graph(architecture);
        Node last = OneByOne.last(graph);
        int border = last == null ? 0 : graph.nodes().indexOf(last);

        for (Node later : graph.nodes().subList(border + 1, graph.nodes().size())) {
            assertThat(later.inputs()).allMatch(input -> graph.nodes().indexOf(input) >= border);
        }
    }
}
