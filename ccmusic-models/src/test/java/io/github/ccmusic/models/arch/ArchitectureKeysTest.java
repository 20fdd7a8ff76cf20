package io.github.ccmusic.models.arch;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.models.graph.Parameter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every architecture asks for exactly the tensors that torchvision saves. */
class ArchitectureKeysTest {

    static List<ReferenceArchitecture> references() throws IOException {
        return ReferenceArchitecture.all();
    }

    @ParameterizedTest
    @MethodSource("references")
    void asksForTheTensorsThatTorchvisionSaves(ReferenceArchitecture reference) {
        Map<String, List<Integer>> saved = reference.shapes();
        saved.keySet().removeIf(reference.architecture()::ignores);

        assertThat(reference.graph().parameters().stream().collect(toMap(Parameter::key, Parameter::shape)))
                .isEqualTo(saved);
    }
}
