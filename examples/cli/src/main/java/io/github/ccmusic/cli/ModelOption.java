package io.github.ccmusic.cli;

import io.github.ccmusic.ClassifierOptions;
import io.github.ccmusic.GenreClassifier;
import io.github.ccmusic.modeldir.ModelDirectory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model a command works with. */
final class ModelOption {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "DIR",
            description = "The model: a directory with save.pt and config.json, or the checkpoint in it. Else what"
                    + " -Dccmusic.model.path or $CCMUSIC_MODEL_PATH names, else the example model of this project.")
    private @Nullable Path model;

    Path path() throws IOException {
        return model != null ? model : ModelDirectory.environmentPath().orElseGet(ModelOption::exampleModel);
    }

    GenreClassifier load() throws IOException {
        return load(ClassifierOptions.defaults());
    }

    GenreClassifier load(ClassifierOptions options) throws IOException {
        return GenreClassifier.load(path(), options);
    }

    /** This class lies in {@code examples/cli/target}, packaged or not, and the model in {@code examples/models}. */
    private static Path exampleModel() {
        try {
            Path classes = Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path examples = classes.resolve("../../..").normalize();
            return examples.resolve("models").resolve("mobilenet_v3_small_cqt");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("cannot tell where this program lies; name a model with --model", e);
        }
    }
}
