package io.github.ccmusic;

import java.nio.file.Path;

/** What became of one file of many: an answer or an embedding, or the error that kept it from having one. */
public sealed interface FileResult {

    /** The file. */
    Path file();

    /** One line of JSON: {@link GenrePrediction#toJson}, {@link Embedding#toJson}, or {@code {"file": …, "error": …}}. */
    String toJson();

    /** An answer. */
    record Classified(Path file, GenrePrediction prediction) implements FileResult {
        @Override
        public String toJson() {
            return prediction.toJson();
        }
    }

    /** An embedding. */
    record Embedded(Path file, Embedding embedding) implements FileResult {
        @Override
        public String toJson() {
            return embedding.toJson();
        }
    }

    /** An error: an {@code IOException} for a file that cannot be read, else what the model threw. */
    record Failed(Path file, Exception error) implements FileResult {
        @Override
        public String toJson() {
            String message = error.getMessage();
            return PredictionJson.error(file, message == null ? error.toString() : message);
        }
    }
}
