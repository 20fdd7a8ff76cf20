package io.github.ccmusic.models.arch;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import io.github.ccmusic.models.graph.Parameter;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecognitionTest {

    static List<ReferenceArchitecture> references() throws IOException {
        return ReferenceArchitecture.all();
    }

    @ParameterizedTest
    @MethodSource("references")
    void recognisesWhatTorchvisionSaved(ReferenceArchitecture reference) {
        Recognition recognition = recognise(reference.stateDict());

        assertThat(recognition.architecture().name()).isEqualTo(reference.name());
        assertThat(recognition.head()).isEqualTo(reference.head());
        assertThat(recognition.isCertain()).isTrue();
    }

    @Test
    void leavesNoTie() {
        Architectures known = Architectures.builtIn();
        Map<Set<Parameter>, Architecture> seen = new HashMap<>();
        for (String name : known.names()) {
            for (Head.Kind kind : Head.Kind.values()) {
                Set<Parameter> tensors =
                        StateDictCheck.graph(known.named(name), new Head(kind, 16)).parameters().stream()
                                .collect(toSet());
                assertThat(seen.put(tensors, known.named(name)))
                        .as("has the tensors of %s %s", name, kind.id())
                        .isIn(null, known.named(name));
            }
        }
    }

    @Test
    void tellsWhatAnIncompleteStateDictLooksLike() throws IOException {
        Map<String, TensorData> tensors =
                new LinkedHashMap<>(ReferenceArchitecture.named("mobilenet_v3_small", Head.Kind.LINEAR)
                        .stateDict()
                        .tensors());
        tensors.remove("features.0.0.weight");
        tensors.put("ema.decay", TensorData.of(new long[0], 0.5f));

        Recognition recognition = recognise(StateDict.of(tensors));

        assertThat(recognition).hasToString("mobilenet_v3_small with 16 classes and the head 'linear'");
        assertThat(recognition.isCertain()).isFalse();
        assertThat(recognition.share()).isBetween(0.9, 1.0);
    }

    @Test
    void recognisesNothingInTensorsOfAnotherWorld() {
        StateDict stateDict = StateDict.of(Map.of("lstm.weight_ih_l0", TensorData.of(new long[] {2}, 1, 2)));

        assertThat(Recognition.of(stateDict, Architectures.builtIn())).isEmpty();
    }

    @Test
    void refusalSaysWhatTheTensorsLookLike() throws IOException {
        ReferenceArchitecture expected = ReferenceArchitecture.named("vgg19_bn", Head.Kind.LINEAR);
        StateDict found =
                ReferenceArchitecture.named("resnet18", Head.Kind.LINEAR).stateDict();

        assertThatThrownBy(() ->
                        StateDictCheck.requireFit(expected.architecture(), expected.head(), expected.graph(), found))
                .isInstanceOf(StateDictMismatchException.class)
                .hasMessageContaining("not those of vgg19_bn")
                .hasMessageContaining("look like those of resnet18 with 16 classes and the head 'linear'");
    }

    private static Recognition recognise(StateDict stateDict) {
        return Recognition.of(stateDict, Architectures.builtIn()).orElseThrow();
    }
}
