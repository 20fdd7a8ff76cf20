package io.github.ccmusic.models.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How many numbers enter the head of each architecture, as the table in {@code package-info.java} says. */
class FeatureSizesTest {
    private static final Path TABLE = Path.of("src/main/java/io/github/ccmusic/models/arch/package-info.java");
    private static final Pattern ROW = Pattern.compile("<tr><td>([^<]+)<td>([\\d, ]+)<td>");

    /** By name, or by the beginning of one and an ellipsis. */
    private static final Map<String, Integer> SIZES = new LinkedHashMap<>();

    @BeforeAll
    static void readTheTable() throws IOException {
        Matcher row = ROW.matcher(Files.readString(TABLE).replaceAll("\\s*\n \\*\\s*", " "));
        while (row.find()) {
            String[] names = row.group(1).strip().split(", ", -1);
            String[] sizes = row.group(2).strip().split(", ", -1);
            for (int i = 0; i < names.length; i++) {
                SIZES.put(names[i], Integer.valueOf(sizes[sizes.length == 1 ? 0 : i]));
            }
        }
    }

    static Stream<Arguments> architectures() {
        return Architectures.builtIn().names().stream()
                .flatMap(name -> Stream.of(Head.Kind.values()).map(head -> Arguments.of(name, head)));
    }

    @ParameterizedTest(name = "{0} with the head {1}")
    @MethodSource("architectures")
    void areThoseOfTheTable(String name, Head.Kind head) {
        Architecture architecture = Architectures.builtIn().named(name);
        Tensor picture = Tensor.picture(architecture.inputSize(), architecture.inputSize());
        Graph graph = Graph.endingIn(architecture.logits(picture, new Head(head, 16)));

        assertThat(graph.featureShape().orElseThrow().elementCount()).isEqualTo(sizeInTheTable(name));
    }

    /** The longest entry that is the name, or its beginning. */
    private static int sizeInTheTable(String name) {
        Optional<String> entry = SIZES.keySet().stream()
                .filter(key -> key.endsWith("…") ? name.startsWith(key.replace("…", "")) : name.equals(key))
                .max(Comparator.comparingInt(String::length));
        assertThat(entry).as("a row for %s in %s", name, TABLE).isPresent();
        return SIZES.getOrDefault(entry.orElseThrow(), 0);
    }
}
