package io.github.ccmusic.models.arch;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Parameter;
import io.github.ccmusic.models.graph.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    static Stream<ReferenceArchitecture> withUpstreamsHead() throws IOException {
        return references().stream().filter(reference -> reference.head().kind() == Head.Kind.CCMUSIC_MLP);
    }

    /** The four layers of upstream's head are the last eight tensors, and the first of them is as wide as what it reads. */
    @ParameterizedTest
    @MethodSource("withUpstreamsHead")
    void marksWhatEntersTheHead(ReferenceArchitecture reference) {
        List<List<Integer>> shapes = List.copyOf(reference.shapes().values());
        int features = shapes.get(shapes.size() - 8).get(1);

        assertThat(reference.graph().featureShape()).contains(Shape.of(features));
    }

    /** The widths that have no golden: as many parameters as torchvision's documentation states for its 1000 classes. */
    @ParameterizedTest
    @CsvSource({
        "convnext_large, 197767336",
        "efficientnet_v2_l, 118515272",
        "regnet_x_16gf, 54278536",
        "regnet_x_32gf, 107811560",
        "regnet_y_16gf, 83590140",
        "regnet_y_32gf, 145046770",
        "regnet_y_128gf, 644812894",
        "resnext101_64x4d, 83455272",
        "swin_v2_b, 87930848",
        "vit_h_14, 632045800",
        "vit_l_16, 304326632",
        "vit_l_32, 306535400"
    })
    void hasAsManyParametersAsTorchvision(String name, long expected) {
        Graph graph = StateDictCheck.graph(Architectures.builtIn().named(name), Head.linear(1000));

        long count = graph.parameters().stream()
                .filter(parameter -> parameter.required() && !parameter.key().contains("running_"))
                .mapToLong(parameter ->
                        parameter.shape().stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact))
                .sum();
        assertThat(count).isEqualTo(expected);
    }

    @Test
    void everyNameIsEitherInTheReferenceOrCountedHere() throws Exception {
        Set<String> names =
                references().stream().map(ReferenceArchitecture::name).collect(toSet());
        CsvSource counted = ArchitectureKeysTest.class
                .getDeclaredMethod("hasAsManyParametersAsTorchvision", String.class, long.class)
                .getAnnotation(CsvSource.class);
        for (String row : counted.value()) {
            names.add(row.substring(0, row.indexOf(',')));
        }
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(Architectures.builtIn().names());
    }
}
