package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    /** A Markdown link to a file of the project. */
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");

    private static final Pattern MARKED = Pattern.compile("// README begins\\R(.*)// README ends", Pattern.DOTALL);

    @Test
    void showsJavaThatCompiles() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/github/ccmusic/cli/ReadmeExample.java"));
        Matcher compiled = MARKED.matcher(source);

        assertThat(compiled.find()).isTrue();
        assertThat(Files.readString(Path.of("../../README.md")))
                .contains("```java\n" + compiled.group(1).stripIndent() + "```");
    }

    @Test
    void linksOnlyToFilesThatAreThere() throws IOException {
        for (String name : new String[] {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"}) {
            Path page = Path.of("../..", name);
            assertThat(LINK.matcher(Files.readString(page)).results().map(link -> page.resolveSibling(link.group(1))))
                    .as(name)
                    .allMatch(Files::exists);
        }
    }
}
