package io.github.ccmusic.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointFormatTest {

    @TempDir
    Path directory;

    static Stream<Arguments> formatsAndSeeds() {
        return Stream.of(CheckpointFormat.values())
                .flatMap(format -> IntStream.range(0, 20).mapToObj(seed -> Arguments.of(format, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("formatsAndSeeds")
    void readsBackWhatItWrites(CheckpointFormat format, int seed) throws IOException {
        StateDict original = RandomStateDicts.of(new Random(seed));
        Path file = directory.resolve(format.fileName());
        format.write(original, file);
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            StateDict copy = checkpoint.stateDict();
            assertThat(copy.keys()).isEqualTo(original.keys());
            for (String key : original.keys()) {
                TensorData expected = tensor(original, key);
                TensorData found = tensor(copy, key);
                assertThat(found.dtype()).isEqualTo(expected.dtype());
                assertThat(found.shape()).isEqualTo(expected.shape());
                assertThat(Sha256.of(found)).as(key).isEqualTo(Sha256.of(expected));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT16", "BFLOAT16"})
    void convertsFloatingPointTensorsAndLeavesOthersAlone(DType floats) throws IOException {
        StateDict original = RandomStateDicts.of(new Random(7));
        Path file = directory.resolve("half.safetensors");
        CheckpointFormat.SAFETENSORS.write(original, file, floats);
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            for (String key : original.keys()) {
                TensorData before = tensor(original, key);
                TensorData after = tensor(checkpoint.stateDict(), key);
                if (!before.dtype().isFloatingPoint()) {
                    assertThat(Sha256.of(after)).isEqualTo(Sha256.of(before));
                    continue;
                }
                assertThat(after.dtype()).isEqualTo(floats);
                float[] expected = before.toFloats();
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = rounded(expected[i], floats);
                }
                assertThat(after.toFloats()).containsExactly(expected);
            }
        }
    }

    @Test
    void refusesToTurnFiniteWeightsIntoInfiniteOnes() {
        StateDict large = StateDict.of(Map.of("bn.running_var", TensorData.of(new long[] {2}, 1, 70000)));
        Path file = directory.resolve("save.pt");
        assertThatThrownBy(() -> CheckpointFormat.TORCH.write(large, file, DType.FLOAT16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'bn.running_var' holds 70000.0, past float16's largest, 65504; use bfloat16");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void leavesTheOldFileWhenWritingFails() throws IOException {
        Path file = Files.writeString(directory.resolve("save.pt"), "old");
        ByteSource failing = new ByteSource() {
            @Override
            public long size() {
                return 400;
            }

            @Override
            public void read(long position, ByteBuffer destination) throws IOException {
                throw new IOException("disk on fire");
            }
        };
        StateDict weights = StateDict.of(Map.of("w", TensorData.of(DType.FLOAT32, new long[] {100}, failing)));
        assertThatThrownBy(() -> CheckpointFormat.TORCH.write(weights, file)).hasMessage("disk on fire");
        assertThat(file).hasContent("old");
        assertThat(directory.toFile().list()).containsExactly("save.pt");
    }

    @Test
    void writesTheSameBytesForTheSameWeights() throws IOException {
        for (CheckpointFormat format : CheckpointFormat.values()) {
            Path one = directory.resolve("one");
            Path other = directory.resolve("other");
            format.write(RandomStateDicts.of(new Random(3)), one);
            format.write(RandomStateDicts.of(new Random(3)), other);
            assertThat(one).hasSameBinaryContentAs(other);
        }
    }

    @Test
    void alignsStoragesAsTorchDoes() throws Exception {
        Path file = directory.resolve("save.pt");
        CheckpointFormat.TORCH.write(RandomStateDicts.of(new Random(5)), file);
        try (FileSource archive = FileSource.open(file)) {
            for (ZipDirectory.Entry entry : ZipDirectory.read(archive).entries().values()) {
                ByteBuffer lengths = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
                archive.read(entry.header() + 26, lengths);
                assertThat((entry.header() + 30 + lengths.getShort(0) + lengths.getShort(2)) % 64)
                        .as(entry.name())
                        .isZero();
            }
        }
    }

    private static float rounded(float value, DType dtype) {
        return switch (dtype) {
            case FLOAT16 -> HalfPrecision.fromFloat16(HalfPrecision.toFloat16(value));
            case BFLOAT16 -> HalfPrecision.fromBfloat16(HalfPrecision.toBfloat16(value));
            default -> value;
        };
    }

    private static TensorData tensor(StateDict stateDict, String key) {
        return Objects.requireNonNull(stateDict.get(key), key);
    }
}
