package io.github.ccmusic.modeldir;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ccmusic.models.NetworkOptions.Precision;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads config.json: every key with its type, its range and its default. */
final class ConfigReader {
    private static final int MAX_BYTES = 1 << 20;
    private static final int SCHEMA_MAJOR = 1;
    private static final int MAX_CLASSES = 100_000;
    private static final int MAX_ANCESTORS = 16;
    private static final double ANY = Double.MAX_VALUE;

    /** {@code <arch>_<feature>}, as upstream names its directories. */
    private static final Pattern DIRECTORY_NAME = Pattern.compile("(.+)_(cqt|mel|chroma)");

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(64)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String directoryName;
    private final ConfigObject config;

    private ConfigReader(Path file, String directoryName, JsonNode object) {
        this.directoryName = directoryName;
        this.config = new ConfigObject(file, object);
    }

    static ModelConfig read(Path file, String directoryName) throws IOException {
        return new ConfigReader(file, directoryName, parse(file)).config();
    }

    /** The keys that reading a config.json asks for, dotted where nested. */
    static Set<String> keysAskedOf(Path file, String directoryName) throws IOException {
        ConfigReader reader = new ConfigReader(file, directoryName, parse(file));
        reader.config();
        return reader.config.asked();
    }

    /** What holds where there is no config.json. */
    static ModelConfig defaults(Path directory, String directoryName) throws ModelConfigException {
        return new ConfigReader(directory, directoryName, JsonNodeFactory.instance.objectNode()).config();
    }

    static ObjectNode parse(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new ModelConfigException(
                    file,
                    "",
                    "longer than the " + MAX_BYTES + " bytes that a config.json may have. Is it another file?");
        }
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : "line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": ";
            throw new ModelConfigException(file, "", where + "not valid JSON: " + e.getOriginalMessage(), e);
        } catch (CharConversionException e) {
            throw new ModelConfigException(file, "", "not text in UTF-8: " + e.getMessage(), e);
        }
        if (!(root instanceof ObjectNode object)) {
            throw new ModelConfigException(file, "", "must hold one JSON object, found: " + root.getNodeType());
        }
        return object;
    }

    private ModelConfig config() throws ModelConfigException {
        checkSchemaVersion();
        Matcher named = DIRECTORY_NAME.matcher(directoryName);
        boolean telling = named.matches();
        LabelSpec labels = labels();
        OptionalInt classes = classes(labels);
        // Arguments are evaluated in order, so that the last ones find what none of the others took.
        return new ModelConfig(
                config.text("name").orElse(directoryName),
                config.textOrNumber("version").orElse("0"),
                config.text("arch").orElse(telling ? named.group(1) : directoryName),
                config.text("feature").orElse(telling ? named.group(2) : "cqt"),
                inputSize(),
                classes,
                weights(),
                labels,
                slices(),
                config.bool("jpeg", true),
                normalization(),
                config.choice("activation", Activation.class, Activation.SOFTMAX),
                config.choice("aggregate", Aggregation.class, Aggregation.MEAN),
                config.choice("precision", Precision.class, Precision.FLOAT32),
                storedAnswer(classes),
                config.number("required_memory_mb", 0, ANY),
                new DeclaredFigures(
                        config.number("accuracy_top1", 0, 100),
                        config.number("size_mb", 0, ANY),
                        config.number("inference_time_ms", 0, ANY)),
                new Provenance(
                        config.text("license"),
                        config.text("source_url"),
                        config.text("dataset"),
                        config.text("author"),
                        config.text("created")),
                config.plainObject("metrics"),
                config.leftOver(),
                config.misspelt());
    }

    private void checkSchemaVersion() throws ModelConfigException {
        Optional<String> version = config.textOrNumber("schema_version");
        if (version.isEmpty()) {
            return;
        }
        Matcher matcher = Pattern.compile("(\\d{1,6})(\\.\\d{1,6})*").matcher(version.get());
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) < 1) {
            throw config.wrong("schema_version", version.get(), "a version such as 1 or 1.2");
        }
        if (Integer.parseInt(matcher.group(1)) > SCHEMA_MAJOR) {
            throw config.wrong(
                    "schema_version",
                    version.get(),
                    "at most " + SCHEMA_MAJOR + " in this version of ccmusic, which a newer one may read");
        }
    }

    private Optional<InputSize> inputSize() throws ModelConfigException {
        return config.integers("input_size", 2, InputSize.MIN, InputSize.MAX)
                .map(size -> new InputSize(size.get(0), size.get(1)));
    }

    private LabelSpec labels() throws ModelConfigException {
        List<String> ids = config.texts("labels").orElse(List.of());
        Set<String> seen = new HashSet<>();
        for (String id : ids) {
            if (!seen.add(id)) {
                throw config.wrong("labels", id, "every label once, and this one stands there twice");
            }
        }
        Map<String, List<String>> display = config.textsMap("labels_display");
        for (Map.Entry<String, List<String>> names : display.entrySet()) {
            String key = "labels_display." + names.getKey();
            if (!names.getKey().matches("[a-z]{2,3}")) {
                throw config.wrong(
                        key, names.getValue(), "an ISO 639 language code such as \"en\" or \"zh\" as the key");
            }
            if (!ids.isEmpty() && names.getValue().size() != ids.size()) {
                throw config.wrong(
                        key, names.getValue().size() + " names", "one for each of the " + ids.size() + " labels");
            }
        }
        Map<String, String> parents = config.textMap("label_parents");
        for (String genre : parents.keySet()) {
            checkAncestors(parents, genre);
        }
        return new LabelSpec(ids, display, parents);
    }

    /** Each genre has a few coarser ones above it, and none is above itself. */
    private void checkAncestors(Map<String, String> parents, String genre) throws ModelConfigException {
        Set<String> met = new HashSet<>(Set.of(genre));
        for (@Nullable String above = parents.get(genre); above != null; above = parents.get(above)) {
            String parent = String.valueOf(parents.get(genre));
            if (!met.add(above)) {
                throw config.wrong("label_parents." + genre, parent, "a genre that does not lead back here");
            }
            if (met.size() > MAX_ANCESTORS + 1) {
                throw config.wrong(
                        "label_parents." + genre, parent, "a genre with at most " + MAX_ANCESTORS + " above it");
            }
        }
    }

    private OptionalInt classes(LabelSpec labels) throws ModelConfigException {
        OptionalInt classes = config.integer("num_classes", 1, MAX_CLASSES);
        int count = labels.ids().size();
        if (classes.isPresent() && count > 0 && classes.getAsInt() != count) {
            throw config.wrong("num_classes", classes.getAsInt(), "the number of \"labels\", which is " + count);
        }
        return classes.isPresent() || count == 0 ? classes : OptionalInt.of(count);
    }

    private WeightsSource weights() throws ModelConfigException {
        Optional<String> sha256 = config.text("sha256");
        if (sha256.isPresent() && !sha256.get().matches("[0-9a-fA-F]{64}")) {
            throw config.wrong("sha256", sha256.get(), "64 hexadecimal digits");
        }
        return new WeightsSource(
                config.text("checkpoint"),
                config.text("checkpoint_key"),
                config.text("key_prefix"),
                sha256.map(hex -> hex.toLowerCase(Locale.ROOT)),
                config.choice("head", "linear", "one_linear", "ccmusic_mlp"));
    }

    private SliceSpec slices() throws ModelConfigException {
        int sampleRateHz = config.integer("sample_rate", 4_000, 192_000).orElse(SliceSpec.UPSTREAM.sampleRateHz());
        OptionalDouble trimTopDb = config.number("trim_top_db", 1, 200);
        double seconds = config.number("slice_seconds", 0.5, 600).orElse(SliceSpec.UPSTREAM.seconds());
        return new SliceSpec(
                sampleRateHz,
                trimTopDb,
                seconds,
                config.number("slice_hop_seconds", 0.1, 3600).orElse(seconds),
                config.choice("short_clip", ShortClip.class, SliceSpec.UPSTREAM.shortClip()),
                config.integer("max_slices", 1, Integer.MAX_VALUE));
    }

    private Normalization normalization() throws ModelConfigException {
        Optional<ConfigObject> object = config.object("normalize");
        if (object.isEmpty()) {
            return Normalization.HALF;
        }
        return new Normalization(
                colours(object.get(), "mean", -1000, Normalization.HALF.mean()),
                colours(object.get(), "std", 1e-6, Normalization.HALF.std()));
    }

    private static List<Double> colours(ConfigObject object, String key, double min, List<Double> fallback)
            throws ModelConfigException {
        List<Double> values = object.numbers(key, min, 1000).orElse(fallback);
        if (values.size() != 3) {
            throw object.wrong(key, values, "three numbers, for red, green and blue");
        }
        return values;
    }

    private Optional<StoredAnswer> storedAnswer(OptionalInt classes) throws ModelConfigException {
        Optional<ConfigObject> object = config.object("selfcheck");
        if (object.isEmpty()) {
            return Optional.empty();
        }
        ConfigObject check = object.get();
        String input = check.text("input")
                .orElseThrow(
                        () -> check.wrong("input", "absent", "the name of a .npy tensor or a clip in the directory"));
        List<Double> probabilities = check.numbers("probabilities", 0, 1)
                .orElseThrow(() -> check.wrong("probabilities", "absent", "one probability for each class"));
        if (classes.isPresent() && probabilities.size() != classes.getAsInt()) {
            throw check.wrong(
                    "probabilities",
                    probabilities.size() + " numbers",
                    "one for each of the " + classes.getAsInt() + " classes");
        }
        return Optional.of(new StoredAnswer(
                input, probabilities, check.number("tolerance", 0, 1).orElse(1e-3)));
    }
}
