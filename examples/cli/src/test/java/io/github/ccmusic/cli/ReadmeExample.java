package io.github.ccmusic.cli;

import io.github.ccmusic.GenreClassifier;
import io.github.ccmusic.GenreModel;
import io.github.ccmusic.GenrePrediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** The Java of README.md, where the compiler sees it. */
final class ReadmeExample {
    private ReadmeExample() {}

    static void run() throws IOException {
        // README begins
        try (GenreModel model = GenreClassifier.load(Path.of("examples/models/mobilenet_v3_small_cqt"))) {
            GenrePrediction bach = model.classify(Path.of("examples/audio/bach-prelude-bwv846.wav"));
            String genre = bach.best().displayName(Locale.ENGLISH);
            System.out.printf("%s, as %.0f %% of the slices agree%n", genre, 100 * bach.agreement());
        }
        // README ends
    }
}
