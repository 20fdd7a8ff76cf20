package io.github.ccmusic.serving;

import io.github.ccmusic.ClassifierOptions;
import io.github.ccmusic.GenreClassifier;
import java.io.IOException;
import java.nio.file.Path;

/** Loads model directories by the classifier. */
record DirectorySource(ClassifierOptions options) implements ModelSource {
    @Override
    public Loaded load(Path path) throws IOException {
        GenreClassifier model = GenreClassifier.load(path, options);
        return new Loaded(model, model.selfCheck());
    }
}
