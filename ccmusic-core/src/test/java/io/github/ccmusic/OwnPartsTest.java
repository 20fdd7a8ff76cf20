package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ccmusic.cqt.SpectralFeature;
import io.github.ccmusic.cqt.Spectrogram;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.modeldir.Activation;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.arch.Architecture;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import io.github.ccmusic.models.graph.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user may add to the classifier: an architecture and a feature. */
class OwnPartsTest {
    private static final float[][] WEIGHT = {{1, -2, 0.5f}, {0, 1, -1}};
    private static final float[] BIAS = {0.25f, -0.5f};

    /** The engine sums the 1 536 pixels of a colour in float32, one after the other. */
    private static final double TOLERANCE = 1e-5;

    private static final AudioClip CLIP = AudioClip.of(ramp(15 * 8000), 8000);

    @TempDir
    Path temp;

    private Path directory;

    @BeforeEach
    void aModelOfTheOwnParts() throws IOException {
        directory = Files.createDirectory(temp.resolve("meancolour_loudness"));
        CheckpointFormat.TORCH.write(
                StateDict.of(Map.of(
                        "fc.weight", TensorData.of(new long[] {2, 3}, 1, -2, 0.5f, 0, 1, -1),
                        "fc.bias", TensorData.of(new long[] {2}, BIAS))),
                directory.resolve("save.pt"));
        Files.writeString(
                directory.resolve("config.json"),
                "{\"arch\": \"meancolour\", \"feature\": \"loudness\", \"sample_rate\": 8000, \"input_size\": [32,"
                        + " 48]}");
    }

    @Test
    void classifiesByAnArchitectureAndAFeatureOfYourOwn() throws IOException {
        try (GenreModel model = builder().load(directory)) {
            GenrePrediction prediction = model.classify(CLIP);

            FrontEnd frontEnd =
                    FrontEnd.of(ModelDirectory.open(directory), builder().build());
            float[] picture = frontEnd.listen(AudioStream.of(CLIP)).tensor(0, 1, StopCheck.INTERRUPTION);
            double[] expected = Activation.SOFTMAX.probabilities(logits(picture));
            assertThat(prediction.probability("class_0")).isCloseTo(expected[0], within(TOLERANCE));
            assertThat(prediction.probability("class_1")).isCloseTo(expected[1], within(TOLERANCE));
        }
    }

    @Test
    void saysThatTheModelNeedsTheUsersFeature() {
        assertThatThrownBy(() ->
                        GenreClassifier.builder().architecture(new MeanColour()).load(directory))
                .hasMessageContaining("\"feature\" is \"loudness\"; expected one of [")
                .hasMessageContaining("added by the builder");
    }

    @Test
    void saysThatTheModelNeedsTheUsersArchitecture() {
        assertThatThrownBy(() -> GenreClassifier.builder()
                        .feature("loudness", new Loudness())
                        .load(directory))
                .hasMessageContaining("is \"meancolour\", and there is no such architecture");
    }

    @Test
    void refusesAFeatureOfAnotherSampleRate() throws IOException {
        Files.writeString(directory.resolve("config.json"), "{\"arch\": \"meancolour\", \"feature\": \"loudness\"}");

        assertThatThrownBy(() -> builder().load(directory))
                .hasMessageContaining("\"sample_rate\" is 22050, but the feature 'loudness' takes 8000 Hz");
    }

    private static ClassifierOptions.Builder builder() {
        return GenreClassifier.builder().architecture(new MeanColour()).feature("loudness", new Loudness());
    }

    private static float[] logits(float[] picture) {
        int pixels = picture.length / 3;
        float[] logits = BIAS.clone();
        for (int colour = 0; colour < 3; colour++) {
            double mean = 0;
            for (int i = 0; i < pixels; i++) {
                mean += picture[colour * pixels + i] / (double) pixels;
            }
            for (int c = 0; c < 2; c++) {
                logits[c] += (float) (WEIGHT[c][colour] * mean);
            }
        }
        return logits;
    }

    /** One linear layer on the mean of each colour. */
    private record MeanColour() implements Architecture {
        @Override
        public String name() {
            return "meancolour";
        }

        @Override
        public Tensor logits(Tensor picture, Head head) {
            return head.on(picture.globalAvgPool().flatten(), "fc");
        }
    }

    /** Two bins, the peak of each hundredth of a second and its opposite. */
    private record Loudness() implements SpectralFeature {
        private static final int HOP = 80;

        @Override
        public int sampleRateHz() {
            return 8000;
        }

        @Override
        public int frames(long samples) {
            return (int) (samples / HOP);
        }

        @Override
        public Spectrogram decibels(AudioStream mono) throws IOException {
            float[] samples = mono.readFully().samples();
            float[][] rows = new float[2][samples.length / HOP];
            for (int t = 0; t < rows[0].length; t++) {
                for (int i = 0; i < HOP; i++) {
                    rows[0][t] = Math.max(rows[0][t], samples[t * HOP + i]);
                }
                rows[1][t] = -rows[0][t];
            }
            return Spectrogram.of(rows, sampleRateHz(), HOP, samples.length);
        }
    }

    private static float[] ramp(int count) {
        float[] ramp = new float[count];
        for (int i = 0; i < count; i++) {
            ramp[i] = (float) i / count - 0.5f;
        }
        return ramp;
    }
}
