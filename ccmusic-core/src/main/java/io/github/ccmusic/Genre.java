package io.github.ccmusic;

import java.util.Locale;
import java.util.Map;

/**
 * One class of a model.
 *
 * @param id the model's own name for it, stable across languages
 * @param displayNames the names to show, by ISO 639-1 language code; may be empty
 */
public record Genre(String id, Map<String, String> displayNames) {

    public Genre {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a genre needs an id, found: '" + id + "'");
        }
        displayNames = Map.copyOf(displayNames);
    }

    /** The name to show to a reader of the given language: English where that is unknown, else the id. */
    public String displayName(Locale locale) {
        String english = displayNames.getOrDefault("en", id);
        return displayNames.getOrDefault(locale.getLanguage(), english);
    }
}
