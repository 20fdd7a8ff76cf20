package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The BOM has no parent, so that importing it brings nothing else: its versions are written twice. */
class BomTest {

    @ParameterizedTest
    @ValueSource(strings = {"djl.version", "ffsampledsp.version", "pytorch.version"})
    void hasTheVersionsThatWeAreBuiltWith(String property) throws Exception {
        assertThat(value(Path.of("../ccmusic-bom/pom.xml"), property))
                .isEqualTo(value(Path.of("../pom.xml"), property));
    }

    private static String value(Path pom, String property) throws Exception {
        return Pattern.compile("<" + Pattern.quote(property) + ">(.*)</")
                .matcher(Files.readString(pom))
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElse(pom + " has no " + property);
    }
}
