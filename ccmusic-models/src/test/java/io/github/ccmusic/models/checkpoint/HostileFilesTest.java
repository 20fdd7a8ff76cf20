package io.github.ccmusic.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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

    /** With one hash, two kinds of key and no order among them, every look-up would pass every key: minutes. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void readsKeysThatAllHaveTheSameHash(@TempDir Path folder) throws IOException {
        int pairs = 120_000;
        Path file = Pickles.zip(folder.resolve("one_hash.pt"), pickle -> {
            pickle.op(Opcode.EMPTY_DICT).op(Opcode.MARK);
            for (int i = 0; i < pairs; i++) {
                String text = textOfOneHash(i);
                long hash = text.hashCode() & 0xFFFF_FFFFL;
                pickle.text(text).op(Opcode.NONE);
                pickle.integer((long) i << 32 | (i ^ hash)).op(Opcode.NONE);
            }
            return pickle.op(Opcode.SETITEMS);
        });
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(checkpoint.tensors()).isEmpty();
        }
    }

    /** The bits of i, spelled in two syllables whose Java hashes are equal. */
    private static String textOfOneHash(int i) {
        return IntStream.range(0, 17)
                .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                .collect(Collectors.joining());
    }

    private static void readAll(Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            for (TensorData tensor : checkpoint.tensors().values()) {
                Sha256.of(tensor);
            }
        }
    }
}
