package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ccmusic.models.checkpoint.Checkpoint;
import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import io.github.ccmusic.selfcheck.SelfCheckException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose checkpoint has a framework's keys answers as the one with torchvision's, and says what it took. */
class CheckpointKeysTest {
    private static final String ARCH = "squeezenet1_1";

    @TempDir
    Path temp;

    private Path directory;

    @BeforeEach
    void aModelWithItsAverageAndItsLoss() throws IOException {
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        RealModels.weights(ARCH, 1.6).tensors().forEach((key, tensor) -> tensors.put("model._orig_mod." + key, tensor));
        RealModels.weights(ARCH, 1.2).tensors().forEach((key, tensor) -> tensors.put("ema." + key, tensor));
        tensors.put("criterion.weight", TensorData.of(new long[] {4}, 1, 2, 3, 4));
        directory = Files.createDirectory(temp.resolve(ARCH + "_cqt"));
        CheckpointFormat.TORCH.write(StateDict.of(tensors), directory.resolve("save.pt"));
    }

    @Test
    void answersAsWithTorchvisionsKeysAndWarnsOfWhatIsLeftAside() throws IOException {
        try (GenreClassifier expected = GenreClassifier.load(RealModels.write(temp, "plain", ARCH));
                GenreClassifier model = GenreClassifier.load(directory)) {
            assertThat(model.info().warnings())
                    .anySatisfy(
                            warning -> assertThat(warning)
                                    .contains(
                                            "the weights are those under 'model._orig_mod.'; not used are 'ema.features.0.weight'"));
            assertThat(probabilities(model)).isEqualTo(probabilities(expected));
            assertThat(expected.info().warnings()).isEmpty();
        }
    }

    @Test
    void takesThePartThatTheConfigNames() throws IOException {
        Files.writeString(
                directory.resolve("config.json"),
                "{\"key_prefix\": \"ema\", \"labels\": [\"a\", \"b\", \"c\", \"d\"]}");
        Path plain = RealModels.write(temp, "plain", ARCH);
        CheckpointFormat.TORCH.write(RealModels.weights(ARCH, 1.2), plain.resolve("save.pt"));
        try (GenreClassifier expected = GenreClassifier.load(plain);
                GenreClassifier model = GenreClassifier.load(directory)) {
            assertThat(model.info().warnings()).isEmpty();
            assertThat(probabilities(model)).isEqualTo(probabilities(expected));
        }
    }

    @Test
    void refusesAPrefixThatIsNotThere() throws IOException {
        Files.writeString(directory.resolve("config.json"), "{\"key_prefix\": \"net.\"}");
        assertThatThrownBy(() -> GenreClassifier.load(directory))
                .isInstanceOf(SelfCheckException.class)
                .hasMessageContainingAll(
                        "save.pt: no key begins with 'net.', which \"key_prefix\" in config.json names");
    }

    @Test
    void draftsAConfigThatNamesThePrefix() throws IOException {
        ConfigDraft draft = ConfigDraft.of(directory);
        draft.write();
        assertThat(new ObjectMapper().readTree(draft.json()).path("key_prefix").asText())
                .isEqualTo("model._orig_mod.");
        assertThat(draft.notes()).anySatisfy(note -> assertThat(note).contains("not used are 'ema.features.0.weight'"));
        try (GenreClassifier model = GenreClassifier.load(directory)) {
            assertThat(model.info().warnings()).noneMatch(warning -> warning.contains("not used"));
        }
    }

    @Test
    void convertsToTorchvisionsKeys() throws IOException {
        Files.writeString(directory.resolve("config.json"), "{\"key_prefix\": \"model._orig_mod.\"}");
        Path target = temp.resolve("converted");
        ConversionReport report =
                ModelConversion.to(CheckpointFormat.SAFETENSORS).convert(directory, target);
        assertThat(report.largestDifference()).isZero();
        try (Checkpoint written = Checkpoint.open(target.resolve("model.safetensors"))) {
            assertThat(written.stateDict().keys())
                    .containsExactlyElementsOf(RealModels.weights(ARCH, 1.6).keys());
        }
        assertThat(Files.readString(target.resolve("config.json"))).doesNotContain("key_prefix");
    }

    private static Map<String, Double> probabilities(GenreModel model) throws IOException {
        Map<String, Double> probabilities = new LinkedHashMap<>();
        int place = 0;
        for (GenreProbability each : model.classify(RealModels.noise(3, 12)).genres()) {
            probabilities.put(place++ + "", each.probability());
        }
        return probabilities;
    }
}
