package io.github.ccmusic.cli;

import io.github.ccmusic.GenreClassifier;
import io.github.ccmusic.GenreModel;
import io.github.ccmusic.GenrePrediction;
import java.io.IOException;
import java.nio.file.Path;

/** The Java of README.md, where the compiler sees it. */
final class ReadmeExample {
    private ReadmeExample() {}

    static void run() throws IOException {
        // README begins
        try (GenreModel model = GenreClassifier.load(Path.of("examples/models/mobilenet_v3_small_cqt"))) {
            GenrePrediction prediction = model.classify(Path.of("examples/audio/bach-prelude-bwv846.wav"));
            System.out.println(
                    prediction.best().id() + " in " + prediction.timings().total());
            prediction
                    .slices()
                    .forEach(slice -> System.out.println(
                            slice.startSeconds() + " s: " + slice.best().id()));
        }
        // README ends
    }
}
