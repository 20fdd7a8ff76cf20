package io.github.ccmusic.modeldir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.ccmusic.models.NetworkOptions.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigTest {
    @TempDir
    Path temp;

    private Path directory;

    @BeforeEach
    void aDirectoryWithACheckpoint() throws IOException {
        directory = Files.createDirectory(temp.resolve("resnet18_mel"));
        Files.write(directory.resolve("save.pt"), new byte[] {1});
    }

    @Test
    void takesTheManualsExampleUnchanged() throws IOException {
        ModelConfig config = config("""
                { "arch": "mobilenet_v3_small", "feature": "cqt", "input_size": [224, 224], "num_classes": 16,
                  "accuracy_top1": 78.3, "size_mb": 12.6, "inference_time_ms": 42 }
                """);

        assertThat(config.arch()).isEqualTo("mobilenet_v3_small");
        assertThat(config.feature()).isEqualTo("cqt");
        assertThat(config.inputSize()).hasValue(new InputSize(224, 224));
        assertThat(config.classes()).hasValue(16);
        assertThat(config.declared().accuracyTop1()).hasValue(78.3);
        assertThat(config.declared().sizeMb()).hasValue(12.6);
        assertThat(config.declared().inferenceTimeMs()).hasValue(42);
        assertThat(config.extra()).isEmpty();
    }

    @Test
    void takesArchitectureAndFeatureFromTheDirectorysNameWithoutAConfig() throws IOException {
        ModelConfig config = ModelDirectory.open(directory).config();

        assertThat(config.arch()).isEqualTo("resnet18");
        assertThat(config.feature()).isEqualTo("mel");
        assertThat(config.name()).isEqualTo("resnet18_mel");
        assertThat(config.version()).isEqualTo("0");
    }

    @Test
    void fillsInTheDefaults() throws IOException {
        ModelConfig config = config("{}");

        assertThat(config.inputSize()).isEmpty();
        assertThat(config.precision()).isEqualTo(Precision.FLOAT32);
        assertThat(config.classes()).isEmpty();
        assertThat(config.weights().sha256()).isEmpty();
        assertThat(config.weights().key()).isEmpty();
        assertThat(config.weights().head()).isEmpty();
        assertThat(config.labels().ids()).isEmpty();
        assertThat(config.activation()).isEqualTo(Activation.SOFTMAX);
        assertThat(config.slices().sampleRateHz()).isEqualTo(22_050);
        assertThat(config.slices().trimTopDb()).isEmpty();
        assertThat(config.slices().seconds()).isEqualTo(11.4);
        assertThat(config.slices().hopSeconds()).isEqualTo(11.4);
        assertThat(config.slices().shortClip()).isEqualTo(ShortClip.REPEAT);
        assertThat(config.slices().max()).isEmpty();
        assertThat(config.aggregation()).isEqualTo(Aggregation.MEAN);
        assertThat(config.jpeg()).isTrue();
        assertThat(config.normalization()).isEqualTo(new Normalization(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5)));
        assertThat(config.storedAnswer()).isEmpty();
        assertThat(config.metrics()).isEmpty();
    }

    @Test
    void readsEveryKey() throws IOException {
        ModelConfig config = config("""
                { "schema_version": "1.3", "name": "a", "version": 2, "checkpoint_key": "net", "key_prefix": "model.",
                  "sha256": "ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789", "head": "ccmusic_mlp",
                  "labels": ["x", "y"], "labels_display": {"zh": ["甲", "乙"]}, "label_parents": {"x": "z"},
                  "activation": "sigmoid", "sample_rate": 16000, "trim_top_db": 40, "slice_seconds": 5,
                  "slice_hop_seconds": 2.5, "short_clip": "zero", "max_slices": 7, "aggregate": "vote", "jpeg": false,
                  "precision": "bfloat16",
                  "normalize": {"mean": [0, 0.1, 0.2], "std": [1, 2, 3]},
                  "selfcheck": {"input": "a.npy", "probabilities": [0.25, 0.75], "tolerance": 0.01},
                  "license": "MIT", "source_url": "u", "dataset": "d", "author": "w", "created": "2026",
                  "metrics": {"accuracy": 0.5} }
                """);

        assertThat(config.name()).isEqualTo("a");
        assertThat(config.version()).isEqualTo("2");
        assertThat(config.weights().key()).hasValue("net");
        assertThat(config.weights().keyPrefix()).hasValue("model.");
        assertThat(config.weights().sha256())
                .hasValue("abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789");
        assertThat(config.weights().head()).hasValue("ccmusic_mlp");
        assertThat(config.classes()).hasValue(2);
        assertThat(config.labels())
                .isEqualTo(new LabelSpec(List.of("x", "y"), Map.of("zh", List.of("甲", "乙")), Map.of("x", "z")));
        assertThat(config.activation()).isEqualTo(Activation.SIGMOID);
        assertThat(config.slices().sampleRateHz()).isEqualTo(16_000);
        assertThat(config.slices().trimTopDb()).hasValue(40);
        assertThat(config.slices().seconds()).isEqualTo(5);
        assertThat(config.slices().hopSeconds()).isEqualTo(2.5);
        assertThat(config.slices().shortClip()).isEqualTo(ShortClip.ZERO);
        assertThat(config.slices().max()).hasValue(7);
        assertThat(config.aggregation()).isEqualTo(Aggregation.VOTE);
        assertThat(config.jpeg()).isFalse();
        assertThat(config.precision()).isEqualTo(Precision.BFLOAT16);
        assertThat(config.normalization()).isEqualTo(new Normalization(List.of(0.0, 0.1, 0.2), List.of(1.0, 2.0, 3.0)));
        assertThat(config.storedAnswer()).hasValue(new StoredAnswer("a.npy", List.of(0.25, 0.75), 0.01));
        assertThat(config.provenance().license()).hasValue("MIT");
        assertThat(config.provenance().sourceUrl()).hasValue("u");
        assertThat(config.provenance().dataset()).hasValue("d");
        assertThat(config.provenance().author()).hasValue("w");
        assertThat(config.provenance().created()).hasValue("2026");
        assertThat(config.metrics()).containsEntry("accuracy", 0.5);
        assertThat(config.extra()).isEmpty();
    }

    @Test
    void keepsUnknownKeys() throws IOException {
        ModelConfig config = config("""
                { "mood": "sad", "deep": {"a": [1, null]}, "normalize": {"mean": [0, 0, 0], "gamma": 2.2} }
                """);

        assertThat(config.extra())
                .containsEntry("mood", "sad")
                .containsKey("deep")
                .containsEntry("normalize.gamma", 2.2)
                .hasSize(3);
    }

    @Test
    void takesNullForAbsent() throws IOException {
        assertThat(config("{ \"max_slices\": null, \"arch\": null, \"new_key\": null }")
                        .arch())
                .isEqualTo("resnet18");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            arch              | 5                                 | a text
            arch              | ""                                | not empty
            feature           | ["cqt"]                           | a text
            input_size        | 224                               | a list of 2 whole numbers
            input_size        | [224]                             | a list of 2 whole numbers
            input_size        | [224, 0]                          | from 16 to 1024
            input_size        | [224, 100000]                     | from 16 to 1024
            num_classes       | 0                                 | from 1
            num_classes       | 16.5                              | a whole number
            num_classes       | 99999999999999                    | a whole number
            accuracy_top1     | "high"                            | a number from 0.0 to 100.0
            accuracy_top1     | 101                               | a number from 0.0 to 100.0
            size_mb           | -1                                | a number from 0.0
            schema_version    | 2                                 | at most 1
            schema_version    | "2.0"                             | at most 1
            schema_version    | 0                                 | such as 1
            schema_version    | "new"                             | such as 1
            version           | {}                                | a text
            sha256            | "abc"                             | 64 hexadecimal digits
            head              | "mlp"                             | "linear" or "one_linear" or "ccmusic_mlp"
            labels            | []                                | a list of texts
            labels            | ["a", "a"]                        | once
            labels            | ["a", ""]                         | not empty
            labels_display    | []                                | an object
            labels_display.en | {"en": 5}                         | a list of texts
            labels_display.English | {"English": ["a"]}           | ISO 639
            label_parents.a   | {"a": 1}                          | a text
            activation        | "relu"                            | "softmax" or "sigmoid"
            activation        | "SOFTMAX"                         | "softmax" or "sigmoid"
            sample_rate       | 1                                 | from 4000 to 192000
            trim_top_db       | 0                                 | a number from 1.0
            slice_seconds     | 0                                 | a number from 0.5
            slice_hop_seconds | 0                                 | a number from 0.1
            short_clip        | "loop"                            | "repeat" or "zero" or "reject"
            max_slices        | 0                                 | from 1
            aggregate         | "median"                          | "mean" or "vote"
            precision         | "float16"                         | "float32" or "bfloat16"
            jpeg              | "yes"                             | true or false
            normalize         | 0.5                               | an object
            normalize.mean    | {"mean": [0.5]}                   | three numbers
            normalize.std     | {"std": [0, 0, 0]}                | a number from
            selfcheck.input   | {"probabilities": [1]}            | the name of a .npy
            selfcheck.probabilities | {"input": "a.npy"}          | one probability for each class
            selfcheck.probabilities | {"input": "a.npy", "probabilities": [2]} | from 0.0 to 1.0
            license           | 1                                 | a text
            metrics           | 1                                 | an object
            """)
    void refusesAWrongValueAndSaysWhatIsAllowed(String key, String value, String allowed) {
        String json = "{ \"" + key.replaceAll("\\..*", "") + "\": " + value + " }";
        assertThat(JsonSchema.errors(json)).as("what the schema finds").isNotEmpty();
        assertThatThrownBy(() -> config(json))
                .asInstanceOf(type(ModelConfigException.class))
                .satisfies(e -> assertThat(e.key()).isEqualTo(key))
                .satisfies(e -> assertThat(e.file()).isEqualTo(directory.resolve("config.json")))
                .satisfies(e -> assertThat(e).hasMessageContaining("\"" + key + "\" is "))
                .satisfies(e -> assertThat(e).hasMessageContaining(allowed))
                .satisfies(e -> assertThat(e).hasMessageContaining("config.json"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            num_classes    | 16.0
            sample_rate    | 4.41e4
            input_size     | [299.0, 299]
            schema_version | 1.9
            schema_version | "01.2.3"
            version        | 1e3
            sha256         | null
            labels_display | {"en": null}
            normalize      | {"mean": null, "std": [1e-6, 1000, 1]}
            selfcheck      | {"input": "a.npy", "probabilities": [0, 1], "tolerance": null}
            """)
    void takesUnusualValues(String key, String value) throws IOException {
        assertThat(config("{ \"" + key + "\": " + value + " }").extra()).isEmpty();
    }

    @Test
    void refusesParentsThatRunInACircle() {
        assertThatThrownBy(() -> config("{ \"label_parents\": {\"a\": \"b\", \"b\": \"a\"} }"))
                .hasMessageContaining("\"label_parents.a\" is b; allowed is a genre that does not lead back here");
    }

    @Test
    void refusesWhatLooksLikeTextInUtf32AndIsNone() throws IOException {
        Path file = directory.resolve("config.json");
        Files.write(file, new byte[] {0, 0, 0, '{', 't', 'h', 'v', 'e', '}'});
        assertThatThrownBy(() -> ModelDirectory.open(directory))
                .isInstanceOf(ModelConfigException.class)
                .hasMessageStartingWith(file + ": not text in UTF-8");
    }

    @Test
    void refusesParentsThatRunInACircleFurtherUp() {
        assertThatThrownBy(() -> config("{ \"label_parents\": {\"x\": \"a\", \"a\": \"b\", \"b\": \"a\"} }"))
                .hasMessageContaining("\"label_parents.x\" is a; allowed is a genre that does not lead back here");
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void refusesAChainOfParentsWithoutFollowingItForMinutes() {
        String chain = IntStream.range(0, 40_000)
                .mapToObj(i -> "\"g" + i + "\": \"g" + (i + 1) + "\"")
                .collect(Collectors.joining(", ", "{ \"label_parents\": {", "} }"));
        assertThatThrownBy(() -> config(chain))
                .isInstanceOf(ModelConfigException.class)
                .hasMessageContaining("\"label_parents.g0\" is g1; allowed is a genre with at most 16 above it");
    }

    @Test
    void takesSixteenParentsAboveOneAnother() throws IOException {
        String chain = IntStream.range(0, 16)
                .mapToObj(i -> "\"g" + i + "\": \"g" + (i + 1) + "\"")
                .collect(Collectors.joining(", ", "{ \"label_parents\": {", "} }"));
        assertThat(config(chain).labels().parents()).hasSize(16);
    }

    @Test
    void refusesLabelsThatDoNotMatchTheNumberOfClasses() {
        assertThatThrownBy(() -> config("{ \"num_classes\": 3, \"labels\": [\"a\", \"b\"] }"))
                .hasMessageContaining("\"num_classes\" is 3; allowed is the number of \"labels\", which is 2");
    }

    @Test
    void refusesDisplayNamesThatDoNotMatchTheLabels() {
        assertThatThrownBy(() -> config("{ \"labels\": [\"a\", \"b\"], \"labels_display\": {\"zh\": [\"甲\"]} }"))
                .hasMessageContaining("\"labels_display.zh\" is 1 names");
    }

    @Test
    void refusesAStoredAnswerOfAnotherLength() {
        assertThatThrownBy(() ->
                        config("{ \"num_classes\": 2, \"selfcheck\": {\"input\": \"a.npy\", \"probabilities\": [1]} }"))
                .hasMessageContaining("one for each of the 2 classes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"arch": "a", "arch": "b"} | Duplicate
            {"arch": "a"               | line 1
            {"arch": "a"} {}           | not valid JSON
            {"jpeg": NaN}              | not valid JSON
            []                         | one JSON object
            "text"                     | one JSON object
            """)
    void refusesWhatIsNotOneCleanObject(String json, String problem) {
        assertThatThrownBy(() -> config(json))
                .isInstanceOf(ModelConfigException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining("config.json");
    }

    @Test
    void refusesAnEmptyFile() {
        assertThatThrownBy(() -> config("")).isInstanceOf(ModelConfigException.class);
    }

    @Test
    void refusesAFileThatIsTooLongToBeAConfig() {
        assertThatThrownBy(() -> config("{\"a\": \"" + "x".repeat(1 << 20) + "\"}"))
                .isInstanceOf(ModelConfigException.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void refusesDeepNestingWithoutOverflowingTheStack() {
        assertThatThrownBy(() -> config("{\"a\": " + "[".repeat(200_000)))
                .isInstanceOf(ModelConfigException.class)
                .hasMessageContaining("not valid JSON");
    }

    @Test
    void takesAByteOrderMarkAsWindowsEditorsWriteIt() throws IOException {
        assertThat(config("\uFEFF{\"arch\": \"vgg16\"}").arch()).isEqualTo("vgg16");
    }

    /** What the reader makes of a config, which the schema then has to accept as well. */
    private ModelConfig config(String json) throws IOException {
        Files.writeString(directory.resolve("config.json"), json);
        ModelConfig config = ModelDirectory.open(directory).config();
        assertThat(JsonSchema.errors(json.replace("\uFEFF", "")))
                .as("what the schema finds")
                .isEmpty();
        return config;
    }
}
