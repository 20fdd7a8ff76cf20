package io.github.ccmusic.models.checkpoint;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

    private static final Path RESOURCES = Path.of("src/test/resources/checkpoint");
    private static final List<String> KEYS = List.of(
            "features.0.weight",
            "features.0.bias",
            "features.1.running_var",
            "features.1.num_batches_tracked",
            "classifier.weight");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {"bare_zip.pt", "bare_legacy.pt", "manual.pt", "manual_legacy.pt", "lightning_state_dict.pt"})
    void findsTheStateDictWhereTrainingLoopsPutIt(String file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(RESOURCES.resolve("made").resolve(file))) {
            assertThat(checkpoint.stateDict().keys()).isEqualTo(KEYS);
        }
    }

    @Test
    void takesOffThePrefixOfDataParallel() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(RESOURCES.resolve("made/lightning_state_dict.pt"))) {
            assertThat(checkpoint.tensors()).containsKey("state_dict/module.features.0.weight");
            assertThat(checkpoint.stateDict("state_dict").keys()).isEqualTo(KEYS);
        }
    }

    @Test
    void opensAnyDictWithTensorsByItsPath() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(RESOURCES.resolve("made/manual.pt"))) {
            assertThat(checkpoint.stateDict("optimizer_state_dict/state/0").keys())
                    .containsExactly("step", "exp_avg");
            assertThatThrownBy(() -> checkpoint.stateDict("ema"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageEndingWith("manual.pt: no tensors under 'ema'; there are some under "
                            + "[model_state_dict, optimizer_state_dict/state/0]");
        }
    }

    @Test
    void saysWhereTensorsAreIfNotInAStateDict() throws IOException {
        Path file = Pickles.zip(
                directory.resolve("ema.pt"),
                pickle -> pickle.op(Opcode.EMPTY_DICT)
                        .text("ema")
                        .op(Opcode.EMPTY_DICT)
                        .text("w")
                        .tensor(DType.FLOAT32, "0", 4, 0, new long[] {4}, new long[] {1})
                        .op(Opcode.SETITEM, Opcode.SETITEM));
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThatThrownBy(checkpoint::stateDict)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageEndingWith("no tensors under [model_state_dict, state_dict, net] nor at the root; there"
                            + " are some under [ema]. Name one of these as \"checkpoint_key\" in config.json");
        }
    }

    @Test
    void tellsBookkeepingAsPlainValues() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(RESOURCES.resolve("more/bookkeeping.pt"))) {
            assertThat(checkpoint.values())
                    .containsExactly(
                            entry("epoch", 12L),
                            entry("large", BigInteger.TWO.pow(80)),
                            entry("best", 0.7825),
                            entry("best32", 0.5),
                            entry("rank", -3L),
                            entry("flag", true),
                            entry("name", "流行"),
                            entry("device", "cuda:1"),
                            entry("milestones/30", 1L),
                            entry("milestones/60", 1L));
        }
    }

    @Test
    void sharesOneTensorBetweenTwoNames() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(RESOURCES.resolve("made/tied.pt"))) {
            StateDict tied = checkpoint.stateDict();
            assertThat(tied.get("a")).isSameAs(tied.get("b"));
        }
    }

    @Test
    void tellsShapesButReadsNothingAfterClose() throws IOException {
        for (String file : List.of("made/bare_zip.pt", "made/bare_legacy.pt", "more/deflated.pt")) {
            Checkpoint checkpoint = Checkpoint.open(RESOURCES.resolve(file));
            StateDict stateDict = checkpoint.stateDict();
            TensorData tensor = stateDict.tensors().values().iterator().next();
            checkpoint.close();
            checkpoint.close();
            assertThat(tensor.shape()).isNotEmpty();
            assertThatThrownBy(tensor::toFloats)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void readsTheSameFromManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Checkpoint checkpoint = Checkpoint.open(RESOURCES.resolve("more/deflated.pt"))) {
            List<Callable<List<String>>> tasks = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                tasks.add(() -> {
                    List<String> sums = new ArrayList<>();
                    for (TensorData tensor : checkpoint.tensors().values()) {
                        sums.add(Sha256.of(tensor));
                    }
                    return sums;
                });
            }
            List<String> expected = tasks.get(0).call();
            for (Future<List<String>> sums : threads.invokeAll(tasks)) {
                assertThat(sums.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void leavesNoTemporaryFileOfUnpackedWeights() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(RESOURCES.resolve("more/deflated.pt"))) {
            tensor(checkpoint.stateDict(), "zeros").toFloats();
        }
        try (var left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith(
                            "ccmusic-weights-" + ProcessHandle.current().pid()));
        }
    }

    @Test
    void findsADamagedWeightByItsChecksum() throws IOException {
        byte[] bytes = Files.readAllBytes(RESOURCES.resolve("made/bare_zip.pt"));
        Path file = directory.resolve("damaged.pt");
        try (Checkpoint whole = Checkpoint.open(RESOURCES.resolve("made/bare_zip.pt"))) {
            ByteBuffer weight = ByteBuffer.allocate(432);
            tensor(whole.stateDict(), "features.0.weight").copyFloatsTo(weight.order(ByteOrder.LITTLE_ENDIAN));
            bytes[indexOf(bytes, weight.array()) + 100] ^= 1;
        }
        Files.write(file, bytes);
        try (Checkpoint damaged = Checkpoint.open(file)) {
            assertThatThrownBy(() ->
                            tensor(damaged.stateDict(), "features.0.weight").toFloats())
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("damaged.pt: 'bare_zip/data/0' has CRC-32 ")
                    .hasMessageContaining("the file is damaged");
        }
    }

    @Test
    void saysThatAFileIsNotThere() {
        assertThatThrownBy(() -> Checkpoint.open(directory.resolve("absent.pt")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Checkpoint.open(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("this is a directory; expected the file of weights inside it");
    }

    @Test
    void readsSafetensorsWithItsMetadata() throws IOException {
        Path file = directory.resolve("model.safetensors");
        CheckpointFormat.SAFETENSORS.write(
                StateDict.of(Map.of("module.w", TensorData.of(new long[] {2, 1}, 1.5f, -2f))), file);
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(checkpoint.values()).containsExactly(entry("__metadata__/format", "pt"));
            assertThat(tensor(checkpoint.stateDict(), "w").toFloats()).containsExactly(1.5f, -2f);
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }

    private static TensorData tensor(StateDict stateDict, String key) {
        return Objects.requireNonNull(stateDict.get(key), key);
    }
}
