package io.github.ccmusic;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The answer for one slice of a clip.
 *
 * @param startSeconds where the slice begins; counted in what is left, where the model's config has silence cut away
 * @param endSeconds where it ends; beyond the clip's own end where a short clip was repeated or padded
 * @param genres all of them, the most probable first
 */
public record SlicePrediction(double startSeconds, double endSeconds, List<GenreProbability> genres) {

    public SlicePrediction {
        genres = List.copyOf(genres);
        if (genres.isEmpty()) {
            throw new IllegalArgumentException("a prediction needs at least one genre");
        }
    }

    /** The most probable genre. */
    public Genre best() {
        return genres.get(0).genre();
    }

    @JsonValue
    Map<String, Object> json() {
        return PredictionJson.of(this);
    }

    /** The times and the most probable genre. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "SlicePrediction[%.1f s to %.1f s: %s]", startSeconds, endSeconds, genres.get(0));
    }
}
