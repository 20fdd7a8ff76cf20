package io.github.ccmusic.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
    private static final List<String> KEYS = List.of(
            "arch",
            "num_classes",
            "normalize",
            "aggregate",
            "license",
            "labels",
            "max_slices",
            "size_mb",
            "name",
            "mean");

    @ParameterizedTest
    @CsvSource({
        "normalise, normalize",
        "Normalize, normalize",
        "num_clases, num_classes",
        "numClasses, num_classes",
        "num-classes, num_classes",
        "aggregat, aggregate",
        "aggregation, aggregate",
        "licence, license",
        "lables, labels",
        "maxslices, max_slices",
        "arhc, arch",
        "meen, mean"
    })
    void findsTheNameThatWasMeant(String written, String meant) {
        assertThat(Spelling.meant(written, KEYS)).hasValue(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mood", "epochs", "optimizer", "learning_rate", "size", "notes", "class", "x", ""})
    void takesAWordOfItsOwnForOne(String written) {
        assertThat(Spelling.meant(written, KEYS)).isEmpty();
    }

    @Test
    void ordersNamesByTheirDistance() {
        List<String> names = List.of("vgg16", "resnet18", "resnet34", "mobilenet_v3_small", "resnet101");
        assertThat(Spelling.nearest("resnet19", names, 3)).containsExactly("resnet18", "resnet34", "resnet101");
        assertThat(Spelling.nearest("mobilenet_v3small", names, 1)).containsExactly("mobilenet_v3_small");
        assertThat(Spelling.nearest("x", List.of(), 3)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "abc, '', 3",
        "'', abc, 3",
        "abc, acb, 1",
        "abcd, abxd, 1",
        "kitten, sitting, 3",
        "ab, ba, 1"
    })
    void countsTheLettersThatDiffer(String a, String b, int distance) {
        assertThat(Spelling.distance(a, b)).isEqualTo(distance);
        assertThat(Spelling.distance(b, a)).isEqualTo(distance);
    }
}
