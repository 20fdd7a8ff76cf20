package io.github.ccmusic;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The JSON form of answers and failures. */
final class PredictionJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PredictionJson() {}

    static String write(GenrePrediction prediction) {
        ObjectNode root = head(prediction.file(), prediction.model());
        root.put("best", prediction.best().id());
        genres(root, prediction.genres());
        warnings(root, prediction.warnings());
        if (!prediction.slices().isEmpty()) {
            ArrayNode slices = root.putArray("slices");
            for (SlicePrediction slice : prediction.slices()) {
                ObjectNode node =
                        slices.addObject().put("start_s", slice.startSeconds()).put("end_s", slice.endSeconds());
                genres(node, slice.genres());
            }
        }
        return line(root);
    }

    static String write(Embedding embedding) {
        ObjectNode root = head(embedding.file(), embedding.model());
        vector(root, embedding.vector());
        warnings(root, embedding.warnings());
        ArrayNode slices = root.putArray("slices");
        for (Embedding.Slice slice : embedding.slices()) {
            ObjectNode node =
                    slices.addObject().put("start_s", slice.startSeconds()).put("end_s", slice.endSeconds());
            vector(node, slice.vector());
        }
        return line(root);
    }

    static String error(Path file, String message) {
        return line(JSON.createObjectNode().put("file", file.toString()).put("error", message));
    }

    private static ObjectNode head(Optional<Path> file, ModelIdentity model) {
        ObjectNode root = JSON.createObjectNode();
        file.ifPresent(path -> root.put("file", path.toString()));
        root.putObject("model")
                .put("name", model.name())
                .put("version", model.version())
                .put("arch", model.arch())
                .put("sha256", model.sha256());
        return root;
    }

    private static void warnings(ObjectNode parent, List<AudioWarning> warnings) {
        ArrayNode array = parent.putArray("warnings");
        warnings.forEach(warning -> array.add(warning.toString()));
    }

    private static void vector(ObjectNode parent, float[] vector) {
        ArrayNode array = parent.putArray("vector");
        for (float number : vector) {
            array.add(number);
        }
    }

    private static void genres(ObjectNode parent, List<GenreProbability> genres) {
        ArrayNode array = parent.putArray("genres");
        for (GenreProbability entry : genres) {
            array.addObject().put("id", entry.genre().id()).put("probability", entry.probability());
        }
    }

    private static String line(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (IOException e) {
            throw new UncheckedIOException("a tree of plain values cannot fail to be written", e);
        }
    }
}
