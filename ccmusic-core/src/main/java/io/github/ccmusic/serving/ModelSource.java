package io.github.ccmusic.serving;

import io.github.ccmusic.GenreModel;
import io.github.ccmusic.selfcheck.SelfCheckReport;
import java.io.IOException;
import java.nio.file.Path;

/** Where models come from: model directories, or whatever a test puts in their place. */
@FunctionalInterface
interface ModelSource {

    /** A model that passed its self-check; whoever loaded it closes it. */
    record Loaded(GenreModel model, SelfCheckReport report) {}

    /**
     * Loads and checks a model.
     *
     * @throws IOException if it cannot be used; nothing of it is left in memory
     */
    Loaded load(Path path) throws IOException;
}
