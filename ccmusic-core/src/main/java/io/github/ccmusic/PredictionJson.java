package io.github.ccmusic;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** The JSON form of answers and failures. */
final class PredictionJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PredictionJson() {}

    static String write(GenrePrediction prediction) {
        ObjectNode root = JSON.createObjectNode();
        prediction.file().ifPresent(file -> root.put("file", file.toString()));
        root.putObject("model")
                .put("name", prediction.model().name())
                .put("version", prediction.model().version())
                .put("arch", prediction.model().arch())
                .put("sha256", prediction.model().sha256());
        root.put("best", prediction.best().id());
        genres(root, prediction.genres());
        ArrayNode warnings = root.putArray("warnings");
        prediction.warnings().forEach(warning -> warnings.add(warning.toString()));
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

    static String error(Path file, String message) {
        return line(JSON.createObjectNode().put("file", file.toString()).put("error", message));
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
