package io.github.ccmusic.models.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What we write as torch files, Python's {@code torch.load} reads, and sees the same bytes in. */
class PythonReadsOurFilesTest {

    private static final Path SCRIPT = Path.of("src/test/resources/checkpoint/print_state_dict.py");

    /** The one that Debian's python3-torch belongs to, then whichever is first on the path. */
    private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");

    @TempDir
    Path directory;

    @Test
    void torchLoadSeesTheSameTensors() throws Exception {
        // Not uint16, uint32 and uint64: those need torch 2.3.
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        RandomStateDicts.of(new Random(11)).tensors().forEach((key, tensor) -> {
            if (tensor.dtype().storageClass() != null) {
                tensors.put(key, tensor);
            }
        });
        Path file = directory.resolve("save.pt");
        CheckpointFormat.TORCH.write(StateDict.of(tensors), file);

        assertThat(seenByPython(file)).containsExactlyElementsOf(lines(StateDict.of(tensors)));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT16", "BFLOAT16"})
    void torchLoadSeesTheSameTensorsAsWeDoAfterAConversion(DType floats) throws Exception {
        StateDict weights = StateDict.of(Map.of(
                "features.0.weight", TensorData.of(new long[] {2, 3}, 0.1f, -1.5f, 65504, 1e-7f, 0, 3),
                "features.0.bias", TensorData.of(new long[0], -0f)));
        Path file = directory.resolve("save.pt");
        CheckpointFormat.TORCH.write(weights, file, floats);

        try (Checkpoint written = Checkpoint.open(file)) {
            assertThat(seenByPython(file))
                    .containsExactlyElementsOf(lines(written.stateDict()))
                    .allMatch(line -> line.contains("|" + floats.torchName() + "|"));
        }
    }

    private static List<String> seenByPython(Path file) throws Exception {
        String python = PYTHONS.stream()
                .filter(candidate -> runs(candidate, "-c", "import torch"))
                .findFirst()
                .orElse(null);
        assumeTrue(python != null, "skipped: none of " + PYTHONS + " can import torch (Debian: python3-torch)");
        Process process = new ProcessBuilder(python, SCRIPT.toString(), file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> printed = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).isZero();
        return printed;
    }

    private static List<String> lines(StateDict stateDict) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, TensorData> entry : stateDict.tensors().entrySet()) {
            TensorData tensor = entry.getValue();
            lines.add(String.join(
                    "|",
                    entry.getKey(),
                    tensor.dtype().torchName(),
                    Arrays.toString(tensor.shape()),
                    Sha256.of(tensor)));
        }
        return lines;
    }

    private static boolean runs(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
