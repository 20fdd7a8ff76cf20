package io.github.ccmusic.modeldir;

import java.util.Optional;

/** Whose model it is and where it comes from, shown by listings. */
public record Provenance(
        Optional<String> license,
        Optional<String> sourceUrl,
        Optional<String> dataset,
        Optional<String> author,
        Optional<String> created) {

    /** Nothing is known. */
    public static final Provenance UNKNOWN =
            new Provenance(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
