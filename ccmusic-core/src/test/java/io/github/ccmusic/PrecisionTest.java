package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.models.NetworkOptions.Precision;
import io.github.ccmusic.models.djl.TorchEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model's config may ask for bfloat16, and whoever loads it has the last word. */
class PrecisionTest {
    private static final AudioClip CLIP = RealModels.noise(1, 12);

    @TempDir
    Path directory;

    @BeforeEach
    void aModelInBfloat16() throws IOException {
        String kernels = TorchEngine.started().describeKernels().get("BFLOAT16");
        assumeTrue("proved".equals(kernels), () -> "bfloat16 is " + kernels);
        Files.copy(Shared.EXAMPLE_MODEL.resolve("save.pt"), directory.resolve("save.pt"));
        Files.writeString(
                directory.resolve("config.json"), "{\"arch\": \"mobilenet_v3_small\", \"precision\": \"bfloat16\"}");
    }

    @Test
    void isTheConfigs() throws IOException {
        double[] exact = answer(GenreClassifier.builder().precision(Precision.FLOAT32));
        double[] rounded = answer(GenreClassifier.builder());

        assertThat(rounded).isNotEqualTo(exact);
        assertThat(rounded).containsExactly(exact, within(0.05));
    }

    @Test
    void isTheBuildersWhereThatSaysSo() throws IOException {
        double[] expected = answer(GenreClassifier.builder(), Shared.EXAMPLE_MODEL);

        assertThat(answer(GenreClassifier.builder().precision(Precision.FLOAT32)))
                .isEqualTo(expected);
        assertThat(answer(GenreClassifier.builder().precision(Precision.BFLOAT16), Shared.EXAMPLE_MODEL))
                .isEqualTo(answer(GenreClassifier.builder()));
    }

    @Test
    void isThatOfEmbeddingsToo() throws IOException {
        float[] exact = embed(Shared.EXAMPLE_MODEL);
        float[] rounded = embed(directory);

        assertThat(rounded).isNotEqualTo(exact).containsExactly(exact, within(0.1f));
    }

    private static float[] embed(Path model) throws IOException {
        try (GenreModel loaded = GenreClassifier.load(model)) {
            return loaded.embed(CLIP).vector();
        }
    }

    private double[] answer(ClassifierOptions.Builder builder) throws IOException {
        return answer(builder, directory);
    }

    /** In the order of the last layer. */
    private static double[] answer(ClassifierOptions.Builder builder, Path model) throws IOException {
        try (GenreModel loaded = builder.load(model)) {
            GenrePrediction prediction = loaded.classify(CLIP);
            return loaded.info().genres().stream()
                    .mapToDouble(genre -> prediction.probability(genre.id()))
                    .toArray();
        }
    }
}
