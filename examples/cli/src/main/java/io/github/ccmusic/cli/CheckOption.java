package io.github.ccmusic.cli;

import io.github.ccmusic.ClassifierOptions;
import io.github.ccmusic.GenreClassifier;
import io.github.ccmusic.ModelTrial;
import io.github.ccmusic.TrialReport;
import io.github.ccmusic.selfcheck.SelfCheckException;
import io.github.ccmusic.selfcheck.SelfCheckReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** How a command checks a model: here, or in a process that it may kill. */
final class CheckOption {
    @Option(
            names = "--isolated",
            description =
                    "Load and check the model in a process of its own: one that crashes it or hangs has failed its"
                            + " self-check.")
    private boolean isolated;

    /** What was found of a model that passed. */
    record Passed(SelfCheckReport report, List<String> warnings) {}

    /**
     * Loads and checks a model, and lets it go again.
     *
     * @throws SelfCheckException if it does not pass
     * @throws IOException if it cannot be read
     */
    Passed check(Path model) throws IOException {
        if (!isolated) {
            try (GenreClassifier classifier = GenreClassifier.load(model)) {
                return new Passed(classifier.selfCheck(), classifier.info().warnings());
            }
        }
        TrialReport trial = ModelTrial.with(ClassifierOptions.defaults()).check(model);
        if (!trial.passed()) {
            throw SelfCheckException.of(trial.selfCheck());
        }
        return new Passed(trial.selfCheck(), trial.warnings());
    }
}
