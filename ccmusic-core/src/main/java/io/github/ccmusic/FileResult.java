package io.github.ccmusic;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Path;
import java.util.Map;

/** What became of one file of many: an answer or an embedding, or the error that kept it from having one. */
public sealed interface FileResult {

    /** The file. */
    Path file();

    /** One line of JSON: {@link GenrePrediction#toJson}, {@link Embedding#toJson}, or {@code {"file": …, "error": …}}. */
    default String toJson() {
        return PredictionJson.line(this);
    }

    /** An answer. */
    record Classified(Path file, GenrePrediction prediction) implements FileResult {
        @JsonValue
        Map<String, Object> json() {
            return prediction.json();
        }
    }

    /** An embedding. */
    record Embedded(Path file, Embedding embedding) implements FileResult {
        @JsonValue
        Map<String, Object> json() {
            return embedding.json();
        }
    }

    /** An error: an {@code IOException} for a file that cannot be read, else what the model threw. */
    record Failed(Path file, Exception error) implements FileResult {
        @JsonValue
        Map<String, Object> json() {
            return PredictionJson.error(file, error);
        }
    }
}
