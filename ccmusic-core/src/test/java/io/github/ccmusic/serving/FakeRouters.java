package io.github.ccmusic.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Routers over the fake models a, b, c and d in real directories; when a test has closed them, no model and no thread may be left. */
abstract class FakeRouters {
    @TempDir
    Path models;

    final FakeModels fakes = new FakeModels();
    private final List<GenreRouter> opened = new ArrayList<>();

    @BeforeEach
    void fourModels() throws IOException {
        for (String name : List.of("a", "b", "c", "d")) {
            FakeModels.directory(models, name);
        }
    }

    @AfterEach
    void nothingIsLeft() {
        opened.forEach(GenreRouter::close);
        Await.until(() -> fakes.open.get() == 0);
        Await.until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("ccmusic")));
    }

    RouterBuilder builder() {
        RouterBuilder builder = GenreRouter.builder(models).warmUps(0);
        builder.source = fakes;
        builder.environment = Optional.empty();
        return builder;
    }

    GenreRouter open(RouterBuilder builder) throws IOException {
        GenreRouter router = builder.open();
        opened.add(router);
        return router;
    }

    Path pointerFile() {
        return models.resolve(ModelPointer.FILE_NAME);
    }

    /** Asserts that the pointer file says what the router serves. */
    void assertServesWhatThePointerSays(GenreRouter router) throws IOException {
        assertThat(router.active())
                .isEqualTo(ModelPointer.read(pointerFile()).orElseThrow().active());
        assertThat(router.classify(FakeModels.clip()).best().id()).isEqualTo(router.active());
    }
}
