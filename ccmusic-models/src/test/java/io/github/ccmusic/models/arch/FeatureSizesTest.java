package io.github.ccmusic.models.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many numbers enter the head of each architecture, as the table in ARCHITECTURE.md says. */
class FeatureSizesTest {
    /** In a cell, each number holds for the names behind it. */
    private static final Pattern SIZE_OR_NAME = Pattern.compile("[|·] (\\d+) |`(\\w+)`");

    @ParameterizedTest
    @EnumSource
    void areThoseOfTheTable(Head.Kind head) throws IOException {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        Architectures architectures = Architectures.builtIn();
        for (String name : architectures.names()) {
            Architecture architecture = architectures.named(name);
            Tensor picture = Tensor.picture(architecture.inputSize(), architecture.inputSize());
            Graph graph = Graph.endingIn(architecture.logits(picture, new Head(head, 16)));
            sizes.put(name, graph.featureShape().orElseThrow().elementCount());
        }

        assertThat(new TreeMap<>(sizes)).isEqualTo(table());
    }

    private static Map<String, Integer> table() throws IOException {
        String document = Files.readString(Path.of("../ARCHITECTURE.md"));
        Matcher cell = SIZE_OR_NAME.matcher(document.substring(document.indexOf("how many numbers")));
        Map<String, Integer> sizes = new TreeMap<>();
        int size = 0;
        while (cell.find()) {
            if (cell.group(1) != null) {
                size = Integer.parseInt(cell.group(1));
            } else {
                sizes.put(cell.group(2), size);
            }
        }
        return sizes;
    }
}
