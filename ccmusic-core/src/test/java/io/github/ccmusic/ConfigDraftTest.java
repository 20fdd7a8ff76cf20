package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.arch.ReferenceArchitecture;
import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigDraftTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({
        "squeezenet1_1, LINEAR, TORCH, 224",
        "shufflenet_v2_x0_5, CCMUSIC_MLP, SAFETENSORS, 224",
        "mobilenet_v3_small, CCMUSIC_MLP, TORCH, 224",
        "mnasnet0_5, LINEAR, SAFETENSORS, 224",
        "efficientnet_b0, LINEAR, TORCH, 224",
        "inception_v3, LINEAR, SAFETENSORS, 299"
    })
    void writesWhatMakesABareCheckpointLoad(String arch, Head.Kind head, CheckpointFormat format, int side)
            throws IOException {
        Path directory = Files.createDirectory(temp.resolve(arch + "_cqt"));
        format.write(ReferenceArchitecture.named(arch, head).stateDict(), directory.resolve(format.fileName()));

        ConfigDraft draft = ConfigDraft.of(directory);
        draft.write();

        JsonNode config = config(directory);
        assertThat(config.path("arch").asText()).isEqualTo(arch);
        assertThat(config.path("feature").asText()).isEqualTo("cqt");
        assertThat(config.path("name").asText()).isEqualTo(arch + "_cqt");
        assertThat(config.path("head").asText()).isEqualTo(head.id());
        assertThat(config.path("num_classes").asInt()).isEqualTo(16);
        assertThat(config.path("labels")).hasSize(16);
        assertThat(config.path("input_size").toString()).isEqualTo("[" + side + "," + side + "]");
        assertThat(draft.notes()).singleElement().asString().contains("upstream's order");
        try (GenreClassifier model = GenreClassifier.load(directory)) {
            assertThat(model.info().identity().arch()).isEqualTo(arch);
            assertThat(model.info().extra()).isEmpty();
            assertThat(config.path("sha256").asText())
                    .isEqualTo(model.info().identity().sha256());
            assertThat(model.classify(RealModels.noise(1, 12)).genres()).hasSize(16);
        }
    }

    @Test
    void saysWhatItDoesNotKnow() throws IOException {
        Path directory = Files.createDirectory(temp.resolve("best"));
        CheckpointFormat.TORCH.write(RealModels.weights("squeezenet1_1", 1.6), directory.resolve("epoch_9.pth"));

        ConfigDraft draft = ConfigDraft.of(directory.resolve("epoch_9.pth"));

        assertThat(draft.notes())
                .anySatisfy(note -> assertThat(note).contains("feature", "\"cqt\" will be taken"))
                .anySatisfy(note -> assertThat(note).contains("4 classes have no names", "\"labels\""))
                .hasSize(2);
        draft.write();
        JsonNode config = config(directory);
        assertThat(config.has("labels")).isFalse();
        assertThat(config.has("feature")).isFalse();
        assertThat(config.has("name")).isFalse();
        assertThat(config.path("checkpoint").asText()).isEqualTo("epoch_9.pth");
        try (GenreClassifier model = GenreClassifier.load(directory)) {
            assertThat(model.info().genres()).extracting(Genre::id).startsWith("class_0");
        }
    }

    @Test
    void believesTheWeightsAndNotTheName() throws IOException {
        Path directory = Files.createDirectory(temp.resolve("vgg19_bn_mel"));
        CheckpointFormat.TORCH.write(RealModels.weights("resnet18", 1.6), directory.resolve("save.pt"));

        ConfigDraft draft = ConfigDraft.of(directory);

        assertThat(draft.json())
                .startsWith("{\n  \"arch\": \"resnet18\",\n  \"input_size\": [224, 224],\n")
                .doesNotContain("vgg", "feature");
        assertThat(draft.notes())
                .anySatisfy(note -> assertThat(note)
                        .contains("is called vgg19_bn_mel, but the weights are those of resnet18 with 4 classes"))
                .anySatisfy(note -> assertThat(note).contains("\"mel\" will be taken"));
    }

    @Test
    void leavesTheConfigThatIsThereUnlessAskedToReplaceIt() throws IOException {
        Path directory = Files.createDirectory(temp.resolve("squeezenet1_1_cqt"));
        CheckpointFormat.TORCH.write(RealModels.weights("squeezenet1_1", 1.6), directory.resolve("save.pt"));
        Path config = Files.writeString(directory.resolve("config.json"), "{ broken");
        ConfigDraft draft = ConfigDraft.of(directory);

        assertThatThrownBy(draft::write)
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("left as it is");
        assertThat(config).hasContent("{ broken");

        draft.overwrite();
        assertThat(ModelDirectory.open(directory).config().arch()).isEqualTo("squeezenet1_1");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("save.pt", "config.json");
    }

    @Test
    void refusesWeightsThatFitNoArchitecture() throws IOException {
        Map<String, TensorData> tensors =
                new LinkedHashMap<>(RealModels.weights("squeezenet1_1", 1.6).tensors());
        tensors.remove("features.0.weight");
        assertRefused(
                tensors,
                "no architecture known here fits, and in the nearest the weights are not those of squeezenet1_1",
                "1 missing: 'features.0.weight'");
        assertRefused(
                Map.of("lstm.weight", TensorData.of(new long[] {2}, 1, 2)),
                "none of its 1 tensors is like any of the architectures known here",
                "squeezenet1_1");
    }

    private void assertRefused(Map<String, TensorData> tensors, String... problems) throws IOException {
        Path directory = Files.createTempDirectory(temp, "refused");
        Path checkpoint = directory.resolve("save.pt");
        CheckpointFormat.TORCH.write(StateDict.of(tensors), checkpoint);
        assertThatThrownBy(() -> ConfigDraft.of(directory))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(checkpoint + ": ")
                .hasMessageContainingAll(problems);
    }

    private static JsonNode config(Path directory) throws IOException {
        return new ObjectMapper().readTree(Files.readString(directory.resolve("config.json")));
    }
}
