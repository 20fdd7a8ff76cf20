package io.github.ccmusic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.checkpoint.Checkpoint;
import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import io.github.ccmusic.models.checkpoint.DType;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ModelConversionTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path temp;

    @ParameterizedTest
    @EnumSource(CheckpointFormat.class)
    void keepsEveryBitInItsOwnType(CheckpointFormat format) throws IOException {
        Path target = temp.resolve("same");

        ConversionReport report = ModelConversion.to(format).convert(Shared.EXAMPLE_MODEL, target);

        try (Checkpoint before = Checkpoint.open(Shared.EXAMPLE_MODEL.resolve("save.pt"));
                Checkpoint after = Checkpoint.open(target.resolve(format.fileName()))) {
            StateDict expected = before.stateDict();
            StateDict found = after.stateDict();
            assertThat(found.keys()).isEqualTo(expected.keys());
            for (Map.Entry<String, TensorData> entry : expected.tensors().entrySet()) {
                TensorData tensor = Objects.requireNonNull(found.get(entry.getKey()));
                assertThat(tensor).hasToString(entry.getValue().toString());
                assertThat(bytes(tensor)).as(entry.getKey()).isEqualTo(bytes(entry.getValue()));
            }
        }
        assertThat(report.directory()).isEqualTo(target);
        assertThat(report.largestDifference()).isZero();
        assertThat(report.sameBest()).isEqualTo(report.pictures());
        AudioClip clip = RealModels.noise(5, 24);
        assertThat(slices(target, clip)).isEqualTo(slices(Shared.EXAMPLE_MODEL, clip));
    }

    @ParameterizedTest
    @CsvSource({"FLOAT16, 2e-3", "BFLOAT16, 2e-2"})
    void staysCloseInHalfTheRoom(DType type, double allowed) throws IOException {
        Path target = temp.resolve("half");

        ConversionReport report =
                ModelConversion.to(CheckpointFormat.SAFETENSORS).in(type).convert(Shared.EXAMPLE_MODEL, target);

        assertThat(Files.size(target.resolve("model.safetensors")))
                .isLessThan(5_000_000)
                .isEqualTo(report.bytes());
        assertThat(report.bytesBefore()).isEqualTo(Files.size(Shared.EXAMPLE_MODEL.resolve("save.pt")));
        assertThat(report.largestDifference()).isPositive().isLessThan(allowed);
        assertThat(report.sameBest()).isEqualTo(report.pictures());
        AudioClip clip = RealModels.noise(5, 24);
        List<SlicePrediction> expected = slices(Shared.EXAMPLE_MODEL, clip);
        List<SlicePrediction> found = slices(target, clip);
        for (int i = 0; i < expected.size(); i++) {
            for (GenreProbability genre : expected.get(i).genres()) {
                assertThat(found.get(i).genres())
                        .filteredOn(
                                other -> other.genre().id().equals(genre.genre().id()))
                        .singleElement()
                        .satisfies(other -> assertThat(Math.abs(other.probability() - genre.probability()))
                                .isLessThan(allowed));
            }
        }
    }

    @Test
    void carriesTheConfigOverAndMakesThreeKeysRight() throws IOException {
        Path target = temp.resolve("half");
        ModelConversion.to(CheckpointFormat.SAFETENSORS).in(DType.FLOAT16).convert(Shared.EXAMPLE_MODEL, target);

        Map<String, Object> expected = config(Shared.EXAMPLE_MODEL);
        expected.put("size_mb", 3.09);
        expected.put("checkpoint", "model.safetensors");
        expected.put(
                "sha256",
                ModelDirectory.open(target.resolve("model.safetensors")).sha256());
        expected.put("required_memory_mb", 6.14);
        assertThat(config(target)).isEqualTo(expected);
    }

    @Test
    void keepsUnknownKeysAndTheFilesThatAreNamed() throws IOException {
        Path model = directory("resnet_cqt", """
                {"name": "mine", "arch": "mobilenet_v3_small", "mood": {"deep": [1, 2.50, null, "notes/card.md"]},
                 "checkpoint": "weights.bin", "checkpoint_key": "ema/model_state_dict", "sha256": null,
                 "selfcheck": {"input": "a.npy", "probabilities": %s}}
                """.formatted(answerToZeros()));
        Files.write(Files.createDirectory(model.resolve("notes")).resolve("card.md"), "about".getBytes(UTF_8));
        Files.write(model.resolve("unnamed.txt"), new byte[1]);
        Files.write(model.resolve("a.npy"), npyOfZeros());
        writeNested(model.resolve("weights.bin"));
        Path target = temp.resolve("elsewhere");

        ModelConversion.to(CheckpointFormat.TORCH).convert(model, target);

        assertThat(JSON.readTree(Files.readString(target.resolve("config.json")))
                        .path("mood"))
                .isEqualTo(JSON.readTree("{\"deep\": [1, 2.50, null, \"notes/card.md\"]}"));
        assertThat(config(target))
                .containsEntry("name", "mine")
                .containsEntry("checkpoint", "save.pt")
                .containsEntry("feature", "cqt")
                .doesNotContainKey("checkpoint_key");
        assertThat(target.resolve("notes/card.md")).hasContent("about");
        assertThat(target.resolve("a.npy")).exists();
        assertThat(target.resolve("unnamed.txt")).doesNotExist();
        try (GenreClassifier converted = GenreClassifier.load(target)) {
            assertThat(converted.selfCheck().toString()).contains("off by");
        }
    }

    @Test
    void writesDownWhatTheDirectorysNameSaid() throws IOException {
        Path model = Files.createDirectory(temp.resolve("mobilenet_v3_small_cqt"));
        Files.copy(Shared.EXAMPLE_MODEL.resolve("save.pt"), model.resolve("save.pt"));
        ModelConversion conversion =
                ModelConversion.to(CheckpointFormat.SAFETENSORS).in(DType.BFLOAT16);
        Path target = conversion.directoryBeside(ModelDirectory.open(model));

        conversion.convert(model, target);

        assertThat(target).isEqualTo(temp.resolve("mobilenet_v3_small_cqt-safetensors-bfloat16"));
        assertThat(config(target)).containsEntry("arch", "mobilenet_v3_small").containsEntry("feature", "cqt");
    }

    @Test
    void overwritesNothing() throws IOException {
        Path target = Files.createDirectory(temp.resolve("there"));

        assertThatThrownBy(() -> ModelConversion.to(CheckpointFormat.TORCH).convert(Shared.EXAMPLE_MODEL, target))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("will not be overwritten");

        assertThat(target).isEmptyDirectory();
        assertThat(temp.toFile().list()).containsExactly("there");
    }

    @Test
    void refusesToWriteWhereThereIsNoDirectory() {
        Path target = temp.resolve("no/where");
        assertThatThrownBy(() -> ModelConversion.to(CheckpointFormat.TORCH).convert(Shared.EXAMPLE_MODEL, target))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(target + ": the directory that it is to lie in does not exist");
    }

    @Test
    void leavesNothingOfAModelThatIsNoneOrIsDamaged() throws IOException {
        Path wrong = directory("wrong", "{\"arch\": \"resnet18\"}");
        Files.copy(Shared.EXAMPLE_MODEL.resolve("save.pt"), wrong.resolve("save.pt"));
        Path other = directory("other", "{\"arch\": \"mobilenet_v3_small\", \"sha256\": \"" + "0".repeat(64) + "\"}");
        Files.copy(Shared.EXAMPLE_MODEL.resolve("save.pt"), other.resolve("save.pt"));
        Path text = directory("text", "{\"arch\": \"mobilenet_v3_small\"}");
        Files.writeString(text.resolve("save.pt"), "no weights");

        assertRefused(wrong, "They look like those of mobilenet_v3_small with 4 classes");
        assertRefused(other, "\"sha256\" is 000");
        assertRefused(text, "save.pt");
    }

    @Test
    void leavesNothingOfWeightsThatAreTooLargeForTheType() throws IOException {
        Path model = directory("large", "{\"arch\": \"mobilenet_v3_small\"}");
        try (Checkpoint checkpoint = Checkpoint.open(Shared.EXAMPLE_MODEL.resolve("save.pt"))) {
            Map<String, TensorData> tensors =
                    new LinkedHashMap<>(checkpoint.stateDict().tensors());
            tensors.put("classifier.3.bias", TensorData.of(new long[] {4}, 0, 0, 70_000, 0));
            CheckpointFormat.TORCH.write(StateDict.of(tensors), model.resolve("save.pt"));
        }

        assertRefused(model, "save.pt: 'classifier.3.bias' holds 70000.0, past float16's largest, 65504; use bfloat16");
    }

    @Test
    void leavesNothingOfAModelThatNoLongerPassesItsSelfCheck() throws IOException {
        Path model = directory("strict", """
                {"arch": "mobilenet_v3_small",
                 "selfcheck": {"input": "a.npy", "tolerance": 1e-7, "probabilities": %s}}
                """.formatted(answerToZeros()));
        Files.copy(Shared.EXAMPLE_MODEL.resolve("save.pt"), model.resolve("save.pt"));
        Files.write(model.resolve("a.npy"), npyOfZeros());

        assertRefused(model, "does not pass its self-check in float16");
    }

    /** The shell's limit on the size of a file stands in for a full disk: a write that ends half-way. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void leavesNothingWhenTheDiskIsFull() throws Exception {
        Path target = temp.resolve("full");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -f 2000 && exec \"$@\"",
                        "bash",
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ConvertingChild.class.getName(),
                        Shared.EXAMPLE_MODEL.toString(),
                        target.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), UTF_8);
        child.waitFor();

        assertThat(said)
                .contains(target + ": could not be written, and nothing of it is left: ")
                .contains("Is there room for it");
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void refusesATypeThatIsNoneForWeights() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelConversion.to(CheckpointFormat.TORCH).in(DType.INT8))
                .withMessage("floats must be one of [FLOAT32, FLOAT16, BFLOAT16]: INT8");
    }

    private void assertRefused(Path model, String problem) {
        List<String> before = List.of(temp.toFile().list());
        assertThatThrownBy(() -> ModelConversion.to(CheckpointFormat.SAFETENSORS)
                        .in(DType.FLOAT16)
                        .convert(model, temp.resolve("target")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(problem);
        assertThat(temp.toFile().list()).containsExactlyInAnyOrderElementsOf(before);
    }

    private Path directory(String name, String config) throws IOException {
        Path directory = Files.createDirectory(temp.resolve(name));
        Files.writeString(directory.resolve("config.json"), config);
        return directory;
    }

    /** The example's checkpoint, its state dict the value of the one key {@code ema} of a dict. */
    private static void writeNested(Path file) throws IOException {
        try (ZipFile original =
                        new ZipFile(Shared.EXAMPLE_MODEL.resolve("save.pt").toFile());
                ZipOutputStream nested = new ZipOutputStream(Files.newOutputStream(file))) {
            for (ZipEntry entry : Collections.list(original.entries())) {
                byte[] bytes = original.getInputStream(entry).readAllBytes();
                nested.putNextEntry(new ZipEntry(entry.getName()));
                if (entry.getName().endsWith("/data.pkl")) {
                    nested.write("\u0080\u0002}X\u0003\0\0\0ema".getBytes(ISO_8859_1));
                    nested.write(bytes, 2, bytes.length - 3); // between the protocol and the end
                    nested.write("s.".getBytes(ISO_8859_1));
                } else {
                    nested.write(bytes);
                }
            }
        }
    }

    /** What the example says of a grey picture, from the network itself. */
    private static String answerToZeros() throws IOException {
        ModelDirectory directory = ModelDirectory.open(Shared.EXAMPLE_MODEL);
        try (var network = CheckpointNetwork.load(directory, ClassifierOptions.defaults())) {
            double[] answer =
                    directory.config().activation().probabilities(network.logits(new float[3 * 224 * 224], 1)[0]);
            return JSON.writeValueAsString(answer);
        }
    }

    private static byte[] npyOfZeros() {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 224, 224), }\n";
        ByteBuffer npy =
                ByteBuffer.allocate(10 + header.length() + 4 * 3 * 224 * 224).order(ByteOrder.LITTLE_ENDIAN);
        npy.put((byte) 0x93).put("NUMPY".getBytes(UTF_8)).put((byte) 1).put((byte) 0);
        return npy.putShort((short) header.length()).put(header.getBytes(UTF_8)).array();
    }

    private static List<SlicePrediction> slices(Path model, AudioClip clip) throws IOException {
        try (GenreModel loaded = GenreClassifier.load(model)) {
            return loaded.classify(clip).slices();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> config(Path model) throws IOException {
        return JSON.readValue(model.resolve("config.json").toFile(), LinkedHashMap.class);
    }

    private static byte[] bytes(TensorData tensor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tensor.writeContiguousLittleEndianTo(Channels.newChannel(out));
        return out.toByteArray();
    }
}
