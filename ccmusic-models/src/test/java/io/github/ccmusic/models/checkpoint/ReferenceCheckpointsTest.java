package io.github.ccmusic.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every tensor of every reference checkpoint, byte for byte; the tables were written by Python's torch. */
class ReferenceCheckpointsTest {

    private static final Path MADE = Path.of("src/test/resources/checkpoint/made");
    private static final Path MORE = Path.of("src/test/resources/checkpoint/more");
    private static final Path FRAMEWORKS = Path.of("src/test/resources/checkpoint/frameworks");
    private static final Path REAL =
            Path.of(System.getProperty("ccmusic.shared", "../../shared")).resolve("reference/checkpoints");

    @TestFactory
    Stream<DynamicTest> readsEveryMadeCheckpointByteForByte() throws IOException {
        return comparisons(MADE);
    }

    @TestFactory
    Stream<DynamicTest> readsUncommonContainersAndTypesByteForByte() throws IOException {
        return comparisons(MORE);
    }

    @TestFactory
    Stream<DynamicTest> readsTheTensorsBesideBookkeepingByteForByte() throws IOException {
        return comparisons(FRAMEWORKS);
    }

    @TestFactory
    Stream<DynamicTest> readsEveryRealCheckpointByteForByte() throws IOException {
        assumeTrue(Files.isDirectory(REAL), "skipped: the real checkpoints are not at " + REAL);
        return comparisons(REAL);
    }

    @Test
    void refusesRealTorchScriptProgram() {
        assumeTrue(Files.isDirectory(REAL), "skipped: the real checkpoints are not at " + REAL);
        assertThatThrownBy(() -> Checkpoint.open(REAL.resolve("silero_vad.jit")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("silero_vad.jit: this is a TorchScript program, not a state dict.")
                .hasMessageContaining("torch.jit.load(path).state_dict()");
    }

    private static Stream<DynamicTest> comparisons(Path directory) throws IOException {
        return expected(directory).entrySet().stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getKey(),
                        () -> assertThat(tensors(directory.resolve(file.getKey())))
                                .containsExactlyElementsOf(file.getValue())));
    }

    /** The lines of expected.tsv by file, each without the file's name. */
    private static Map<String, List<String>> expected(Path directory) throws IOException {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(directory.resolve("expected.tsv"));
        for (String line : lines.subList(1, lines.size())) {
            if (line.contains("\tTorchScript\t")) {
                continue; // refused, see below
            }
            String[] fileAndRest = line.split("\t", 2);
            expected.computeIfAbsent(fileAndRest[0], file -> new ArrayList<>()).add(fileAndRest[1]);
        }
        return expected;
    }

    private static List<String> tensors(Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            return checkpoint.tensors().entrySet().stream()
                    .map(tensor -> line(tensor.getKey(), tensor.getValue()))
                    .toList();
        }
    }

    private static String line(String path, TensorData tensor) {
        try {
            return path + "\t" + tensor.dtype().torchName() + "\t" + shape(tensor.shape()) + "\t" + Sha256.of(tensor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shape(long[] shape) {
        if (shape.length == 0) {
            return "scalar";
        }
        return String.join("x", Arrays.stream(shape).mapToObj(Long::toString).toList());
    }
}
