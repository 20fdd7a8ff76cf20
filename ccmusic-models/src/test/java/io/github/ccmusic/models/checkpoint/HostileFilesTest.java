package io.github.ccmusic.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Files that lie, repeat themselves without end or try to run code: each is refused with its reason. */
class HostileFilesTest {

    private static final Path HOSTILE = Path.of("src/test/resources/hostile");

    @TestFactory
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    Stream<DynamicTest> refusesWithTheReasonAndWithinBounds() throws IOException {
        return Files.readAllLines(HOSTILE.resolve("expected.tsv")).stream()
                .map(line -> line.split("\t", 2))
                .map(fields -> DynamicTest.dynamicTest(fields[0], () -> {
                    Path file = HOSTILE.resolve(fields[0]);
                    long bytes = Allocation.of(() -> assertThatThrownBy(() -> readAll(file))
                            .isInstanceOf(CheckpointException.class)
                            .hasMessageStartingWith(file + ": ")
                            .hasMessageContaining(fields[1]));
                    assertThat(bytes).as("bytes allocated").isLessThan(Allocation.BOUND);
                }));
    }

    @Test
    void hasNoFileThatIsNotExpectedToBeRefused() throws IOException {
        try (Stream<Path> files = Files.list(HOSTILE)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".pt") || name.endsWith(".safetensors")))
                    .containsExactlyInAnyOrderElementsOf(Files.readAllLines(HOSTILE.resolve("expected.tsv")).stream()
                            .map(line -> line.split("\t", 2)[0])
                            .toList());
        }
    }

    private static void readAll(Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            for (TensorData tensor : checkpoint.tensors().values()) {
                Sha256.of(tensor);
            }
        }
    }
}
