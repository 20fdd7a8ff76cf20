package io.github.ccmusic;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One class of a model, or a coarser genre that several of them belong to.
 *
 * @param id the model's own name for it, stable across languages
 * @param displayNames the names to show, by ISO 639-1 language code; may be empty
 * @param parent the coarser genre that it belongs to, if any
 */
public record Genre(String id, Map<String, String> displayNames, Optional<Genre> parent) {

    public Genre {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a genre needs an id, found: '" + id + "'");
        }
        displayNames = Map.copyOf(displayNames);
    }

    /** A genre that belongs to no coarser one. */
    public Genre(String id, Map<String, String> displayNames) {
        this(id, displayNames, Optional.empty());
    }

    /** The name to show to a reader of the given language: English where that is unknown, else the id. */
    public String displayName(Locale locale) {
        String english = displayNames.getOrDefault("en", id);
        return displayNames.getOrDefault(locale.getLanguage(), english);
    }

    /** How many levels there are from the coarsest genre down to this one, at least 1. */
    public int depth() {
        return 1 + parent.map(Genre::depth).orElse(0);
    }

    /** This genre, or the coarser one that it belongs to at the given depth, 1 being the coarsest. */
    Genre atDepth(int depth) {
        return depth() <= depth ? this : parent.orElseThrow().atDepth(depth);
    }

    @JsonValue
    Map<String, Object> json() {
        return PredictionJson.of(this);
    }

    @Override
    public String toString() {
        return id;
    }
}
