package io.github.ccmusic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The JSON form of answers, embeddings, models and failures, as trees of plain values: those that a value's {@code @JsonValue} method
 * returns, so that any mapper of an application writes what {@code toJson} writes.
 */
final class PredictionJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PredictionJson() {}

    /** One line of JSON. */
    static String line(Object tree) {
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }

    static Map<String, Object> of(GenrePrediction prediction, boolean withSlices) {
        Map<String, Object> root = head(prediction.file(), prediction.model());
        root.put("best", prediction.best().id());
        if (!prediction.slices().isEmpty()) {
            root.put("agreement", prediction.agreement());
        }
        root.put("genres", prediction.genres().stream().map(PredictionJson::of).toList());
        root.put("warnings", texts(prediction.warnings()));
        if (withSlices && !prediction.slices().isEmpty()) {
            root.put(
                    "slices",
                    prediction.slices().stream().map(PredictionJson::of).toList());
        }
        return root;
    }

    static Map<String, Object> of(SlicePrediction slice) {
        Map<String, Object> node = times(slice.startSeconds(), slice.endSeconds());
        node.put("genres", slice.genres().stream().map(PredictionJson::brief).toList());
        return node;
    }

    static Map<String, Object> of(GenreProbability entry) {
        Map<String, Object> node = named(entry.genre());
        node.put("probability", entry.probability());
        return node;
    }

    static Map<String, Object> of(Genre genre) {
        Map<String, Object> node = named(genre);
        genre.parent().ifPresent(parent -> node.put("parent", of(parent)));
        return node;
    }

    static Map<String, Object> of(Embedding embedding) {
        Map<String, Object> root = head(embedding.file(), embedding.model());
        root.put("vector", embedding.vector());
        root.put("warnings", texts(embedding.warnings()));
        root.put("slices", embedding.slices().stream().map(PredictionJson::of).toList());
        return root;
    }

    static Map<String, Object> of(Embedding.Slice slice) {
        Map<String, Object> node = times(slice.startSeconds(), slice.endSeconds());
        node.put("vector", slice.vector());
        return node;
    }

    static Map<String, Object> of(ModelInfo info) {
        Map<String, Object> root = head(Optional.empty(), info.identity());
        root.put("genres", info.genres().stream().map(PredictionJson::of).toList());
        root.put("slice_seconds", info.slices().seconds());
        root.put("slice_hop_seconds", info.slices().hopSeconds());
        putIfPresent(root, "accuracy_top1", info.declared().accuracyTop1());
        putIfPresent(root, "size_mb", info.declared().sizeMb());
        putIfPresent(root, "inference_time_ms", info.declared().inferenceTimeMs());
        putIfPresent(root, "license", info.provenance().license());
        putIfPresent(root, "source_url", info.provenance().sourceUrl());
        putIfPresent(root, "dataset", info.provenance().dataset());
        putIfPresent(root, "author", info.provenance().author());
        putIfPresent(root, "created", info.provenance().created());
        root.put("metrics", info.metrics());
        root.put("extra", info.extra());
        root.put("warnings", info.warnings());
        return root;
    }

    static Map<String, Object> of(Timings timings) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("decoding_ms", timings.decoding().toNanos() / 1e6);
        node.put("spectrogram_ms", timings.spectrogram().toNanos() / 1e6);
        node.put("pictures_ms", timings.pictures().toNanos() / 1e6);
        node.put("network_ms", timings.network().toNanos() / 1e6);
        node.put("total_ms", timings.total().toNanos() / 1e6);
        return node;
    }

    static Map<String, Object> error(Path file, Exception error) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("file", file.toString());
        node.put("error", error.getMessage() == null ? error.toString() : error.getMessage());
        return node;
    }

    private static Map<String, Object> head(Optional<Path> file, ModelIdentity model) {
        Map<String, Object> root = new LinkedHashMap<>();
        file.ifPresent(path -> root.put("file", path.toString()));
        root.put("model", model);
        return root;
    }

    private static Map<String, Object> times(double startSeconds, double endSeconds) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("start_s", startSeconds);
        node.put("end_s", endSeconds);
        return node;
    }

    private static Map<String, Object> named(Genre genre) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("id", genre.id());
        if (!genre.displayNames().isEmpty()) {
            node.put("display", new TreeMap<>(genre.displayNames()));
        }
        return node;
    }

    private static Map<String, Object> brief(GenreProbability entry) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("id", entry.genre().id());
        node.put("probability", entry.probability());
        return node;
    }

    private static List<String> texts(List<AudioWarning> warnings) {
        return warnings.stream().map(AudioWarning::toString).toList();
    }

    private static void putIfPresent(Map<String, Object> node, String key, Optional<String> value) {
        value.ifPresent(text -> node.put(key, text));
    }

    private static void putIfPresent(Map<String, Object> node, String key, OptionalDouble value) {
        value.ifPresent(number -> node.put(key, number));
    }
}
