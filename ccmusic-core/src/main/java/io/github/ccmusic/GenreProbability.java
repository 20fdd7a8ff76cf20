package io.github.ccmusic;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Map;

/**
 * A genre and how probable it is.
 *
 * @param probability in [0, 1]
 */
public record GenreProbability(Genre genre, double probability) {

    public GenreProbability {
        // Written so that a NaN is refused as well.
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability of " + genre.id() + " must lie in [0, 1]: " + probability);
        }
    }

    @JsonValue
    Map<String, Object> json() {
        return PredictionJson.of(this);
    }

    /** As in {@code "Symphony 73.9 %"}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %.1f %%", genre.id(), 100 * probability);
    }
}
