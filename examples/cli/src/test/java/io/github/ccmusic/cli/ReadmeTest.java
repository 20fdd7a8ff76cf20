package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    @Test
    void showsJavaThatCompiles() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/github/ccmusic/cli/ReadmeExample.java"));
        String compiled =
                source.substring(source.indexOf("// README begins\n") + 17, source.indexOf("        // README ends"));

        assertThat(Files.readString(Path.of("../../README.md"))).contains("```java\n" + compiled.stripIndent() + "```");
    }

    @Test
    void linksOnlyToFilesThatAreThere() throws IOException {
        for (String name : new String[] {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"}) {
            Path page = Path.of("../..", name);
            assertThat(java.util.regex.Pattern.compile("\\]\\(([^):#]+)[^)]*\\)")
                            .matcher(Files.readString(page))
                            .results()
                            .map(link -> page.resolveSibling(link.group(1))))
                    .as(name)
                    .allMatch(Files::exists);
        }
    }
}
