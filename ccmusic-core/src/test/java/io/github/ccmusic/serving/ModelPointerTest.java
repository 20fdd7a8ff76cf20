package io.github.ccmusic.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPointerTest {
    @TempDir
    Path directory;

    @Test
    void readsWhatItWrites() throws IOException {
        Path file = directory.resolve("active.json");
        ModelPointer pointer = new ModelPointer("乙 \"b\"", List.of("a", "c"), Optional.of("/models/a"));
        pointer.write(file);

        assertThat(ModelPointer.read(file)).hasValue(pointer);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void goesBackTheWayItCame() {
        ModelPointer pointer = ModelPointer.first("a").to("b").to("b").to("c").to("a");

        assertThat(pointer.previous()).containsExactly("c", "b", "a");
        assertThat(pointer.back().active()).isEqualTo("c");
        assertThat(pointer.back().back().back()).isEqualTo(ModelPointer.first("a"));
        assertThatIllegalStateException()
                .isThrownBy(() -> ModelPointer.first("a").back())
                .withMessageContaining("no model was active before 'a'");
    }

    @Test
    void remembersNoMoreThanItNeedsTo() {
        ModelPointer pointer = ModelPointer.first("0");
        for (int i = 1; i < 100; i++) {
            pointer = pointer.to("" + i);
        }
        assertThat(pointer.previous()).hasSize(16).startsWith("98", "97");
    }

    @Test
    void isEmptyWhereThereIsNoFile() throws IOException {
        assertThat(ModelPointer.read(directory.resolve("active.json"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"active\": \"\"}", "null", "{\"active\": \"a\"} {"})
    void refusesAnythingElseAndSaysWhatToDo(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("active.json"), content);

        assertThatThrownBy(() -> ModelPointer.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("active.json")
                .hasMessageContaining("{\"active\": \"NAME\"}");
    }

    @Test
    void sweepsWhatKilledWritersLeftButNotWhatIsBeingWritten() throws IOException {
        Path file = directory.resolve("active.json");
        Path old = Files.writeString(directory.resolve(".active.json.1.tmp"), "{\"act");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(3600)));
        Path fresh = Files.writeString(directory.resolve(".active.json.2.tmp"), "{\"act");
        Path other = Files.writeString(directory.resolve(".other.json.3.tmp"), "");
        Files.setLastModifiedTime(other, FileTime.from(Instant.now().minusSeconds(3600)));
        ModelPointer.first("a").write(file);

        assertThat(directory).isDirectoryContaining(fresh::equals).isDirectoryContaining(other::equals);
        assertThat(old).doesNotExist();
    }

    @Test
    void setsAsideWhatIsNoPointer() throws IOException {
        Path file = Files.writeString(directory.resolve("active.json"), "{\"act");

        assertThat(ModelPointer.readOrSetAside(file)).isEmpty();
        assertThat(file).doesNotExist();
        assertThat(directory).isDirectoryContaining("glob:**active.json.damaged-*");
        ModelPointer.first("a").write(file);
        assertThat(ModelPointer.readOrSetAside(file)).hasValue(ModelPointer.first("a"));
    }

    @Test
    void isNeverFoundHalfWritten() throws Exception {
        Path file = directory.resolve("active.json");
        ModelPointer.first("x").write(file);
        Thread writer = new Thread(() -> {
            try {
                ModelPointer pointer = ModelPointer.first("x");
                for (int i = 0; i < 300; i++) {
                    pointer = pointer.to("a".repeat(1 + i % 200));
                    pointer.write(file);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        int reads = 0;
        while (writer.isAlive()) {
            assertThat(ModelPointer.read(file)).isPresent();
            reads++;
        }
        assertThat(reads).isPositive();
    }
}
