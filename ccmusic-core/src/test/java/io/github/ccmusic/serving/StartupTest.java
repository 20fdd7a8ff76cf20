package io.github.ccmusic.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With which model a router starts. */
class StartupTest extends FakeRouters {

    private GenreRouter openWith(Path environment) throws IOException {
        RouterBuilder builder = builder().initial("a");
        builder.environment = Optional.of(environment);
        return open(builder);
    }

    @Test
    void honoursTheEnvironmentOnceItsModelLoads() throws IOException {
        open(builder().initial("a")).close();
        fakes.onLoad.put("b", () -> {
            throw new IOException("the volume is not mounted yet");
        });
        GenreRouter early = openWith(models.resolve("b"));
        assertThat(early.active()).isEqualTo("a");
        assertServesWhatThePointerSays(early);
        early.close();
        fakes.onLoad.clear();

        GenreRouter restarted = openWith(models.resolve("b"));
        assertThat(restarted.active()).isEqualTo("b");
        restarted.switchTo("c");
        restarted.close();
        assertThat(openWith(models.resolve("b")).active()).isEqualTo("c");
    }

    @Test
    void startsWithTheInitialModelWhereTheEnvironmentNamesNothing() throws IOException {
        assertThat(openWith(models.resolve("nowhere")).active()).isEqualTo("a");
        assertThat(ModelPointer.read(pointerFile()).orElseThrow().environment()).isEmpty();
    }

    @Test
    void knowsAModelAgainHoweverItIsSpelt() throws IOException {
        GenreRouter first = openWith(models.resolve("a"));
        first.switchTo("b");
        first.close();
        Path link = Files.createSymbolicLink(models.resolve("link"), models.resolve("a"));
        for (Path spelling :
                List.of(models.resolve("a/save.pt"), models.resolve("b/../a"), link, link.resolve("save.pt"))) {
            GenreRouter restarted = openWith(spelling);
            assertThat(restarted.active()).as("%s", spelling).isEqualTo("b");
            restarted.close();
        }
        assertThat(openWith(models.resolve("c/save.pt")).active()).isEqualTo("c");
    }

    static Stream<String> damages() {
        return Stream.of(
                "",
                "null",
                "[]",
                "{}",
                "{\"active\": \"a",
                "{\"active\": 5}",
                "{\"active\": \" \"}",
                "{\"active\": \"a\"} x",
                "[".repeat(60_000),
                "{\"active\": \"a\", \"x\": \"" + "y".repeat(70_000) + "\"}");
    }

    @ParameterizedTest
    @MethodSource("damages")
    void setsADamagedPointerAsideAndStartsWithTheInitialModel(String content) throws IOException {
        Files.writeString(pointerFile(), content);
        GenreRouter router = open(builder().initial("c"));

        assertThat(router.active()).isEqualTo("c");
        assertServesWhatThePointerSays(router);
        assertThat(setAside())
                .singleElement()
                .satisfies(file -> assertThat(file).hasContent(content));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void setsADamagedPointerAsideWhenItSwitches(String content) throws IOException {
        GenreRouter router = open(builder().initial("a"));
        Files.writeString(pointerFile(), content);

        assertThat(router.switchTo("b").outcome()).isEqualTo(SwitchReport.Outcome.SWITCHED);
        assertServesWhatThePointerSays(router);
        assertThat(setAside()).hasSize(1);
        assertThat(router.rollback().to()).isEqualTo("a");
    }

    @Test
    void setsADirectoryAsideThatLiesWhereThePointerShould() throws IOException {
        Files.createDirectories(pointerFile().resolve("inside"));
        GenreRouter router = open(builder().initial("a"));

        assertServesWhatThePointerSays(router);
        assertThat(setAside())
                .singleElement()
                .satisfies(file -> assertThat(file).isDirectory());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void doesNotWaitForAPipeThatLiesWhereThePointerShould() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", pointerFile().toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        assertThatThrownBy(() -> ModelPointer.read(pointerFile())).hasMessageContaining("it is not a file");
        GenreRouter router = open(builder().initial("a"));

        assertServesWhatThePointerSays(router);
        assertThat(setAside()).hasSize(1);
    }

    /** What was written by hand may hold more or less than what the router writes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"active\": \"b\", \"previous\": [\"\", null, {}, 5, \"a\"]}",
                "{\"active\": \"b\", \"previous\": \"a\", \"environment\": {}}",
                "{\"active\": \"b\", \"environment\": \"\\u0000\"}",
                "\uFEFF{\"active\": \"b\"}"
            })
    void takesWhatIsPlainFromAPointer(String content) throws IOException {
        Files.writeString(pointerFile(), content);
        RouterBuilder builder = builder().initial("c");
        assertThat(open(builder).active()).isEqualTo("b");
        assertThat(setAside()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc", "/etc", ".", "a\\u0000b"})
    void startsWithTheInitialModelWhereThePointerNamesNoModel(String name) throws IOException {
        Files.writeString(pointerFile(), "{\"active\": \"" + name + "\"}");
        GenreRouter router = open(builder().initial("c"));

        assertThat(router.active()).isEqualTo("c");
        assertServesWhatThePointerSays(router);
    }

    private List<Path> setAside() throws IOException {
        try (Stream<Path> files = Files.list(models)) {
            return files.filter(file -> file.getFileName().toString().startsWith("active.json.damaged"))
                    .toList();
        }
    }
}
