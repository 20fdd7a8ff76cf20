package io.github.ccmusic.models.arch;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.models.arch.ReferenceArchitectures.StateDict;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Parameter;
import io.github.ccmusic.models.graph.Tensor;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every architecture asks for exactly the tensors that torchvision saves. */
class ArchitectureKeysTest {

    static List<StateDict> stateDicts() throws IOException {
        return ReferenceArchitectures.stateDicts();
    }

    @ParameterizedTest
    @MethodSource("stateDicts")
    void asksForTheTensorsThatTorchvisionSaves(StateDict saved) {
        Architecture architecture = Architectures.builtIn().named(saved.arch());
        Tensor picture = Tensor.picture(architecture.inputSize(), architecture.inputSize());
        Graph graph =
                Graph.endingIn(architecture.logits(picture, new Head(saved.head(), ReferenceArchitectures.CLASSES)));

        Map<String, List<Integer>> expected = new HashMap<>(saved.shapes());
        expected.keySet().removeIf(architecture::ignores);
        assertThat(graph.parameters().stream().collect(toMap(Parameter::key, Parameter::shape)))
                .isEqualTo(expected);
    }
}
