package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.modeldir.Activation;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.checkpoint.Checkpoint;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Embeddings of the real engine: the head's own weights, applied by hand, must turn them into the answer. */
class RealEmbeddingTest {
    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path temp;

    @Test
    void becomesTheAnswerThroughOneLinearLayer() throws IOException {
        Path model = RealModels.writeBare(temp, "shufflenet_v2_x0_5_mel", Head.Kind.LINEAR);

        assertThatHeadMakesTheAnswer(model, 1024, RealEmbeddingTest::relu, "fc");
    }

    @Test
    void becomesTheAnswerThroughUpstreamsHead() throws IOException {
        Path model = RealModels.writeBare(temp, "resnet18_cqt", Head.Kind.CCMUSIC_MLP);

        assertThatHeadMakesTheAnswer(model, 512, RealEmbeddingTest::relu, "fc.1", "fc.4", "fc.7", "fc.9");
    }

    @Test
    void becomesTheAnswerThroughATrainedHead() throws IOException {
        assertThatHeadMakesTheAnswer(
                Shared.EXAMPLE_MODEL, 576, RealEmbeddingTest::hardswish, "classifier.0", "classifier.3");
    }

    private static void assertThatHeadMakesTheAnswer(
            Path directory, int size, DoubleUnaryOperator activation, String... layers) throws IOException {
        AudioClip clip = RealModels.noise(1, 24);
        try (GenreModel model = GenreClassifier.load(directory);
                Checkpoint checkpoint = Checkpoint.open(directory.resolve("save.pt"))) {
            StateDict weights = checkpoint.stateDict();
            List<SlicePrediction> answers = model.classify(clip).slices();
            Embedding embedding = model.embed(clip);

            assertThat(embedding.size()).isEqualTo(size);
            assertThat(embedding.slices()).hasSameSizeAs(answers).hasSize(2);
            for (int i = 0; i < answers.size(); i++) {
                float[] x = embedding.slices().get(i).vector();
                for (int layer = 0; layer < layers.length; layer++) {
                    boolean last = layer == layers.length - 1;
                    x = linear(weights, layers[layer], x, last ? DoubleUnaryOperator.identity() : activation);
                }
                double[] expected = Activation.SOFTMAX.probabilities(x);
                for (GenreProbability genre : answers.get(i).genres()) {
                    int c = model.info().genres().indexOf(genre.genre());
                    assertThat(genre.probability()).isCloseTo(expected[c], within(TOLERANCE));
                }
            }
        }
    }

    private static float[] linear(StateDict weights, String at, float[] x, DoubleUnaryOperator activation)
            throws IOException {
        float[] matrix = tensor(weights, at + ".weight").toFloats();
        float[] y = tensor(weights, at + ".bias").toFloats();
        for (int i = 0; i < y.length; i++) {
            double sum = y[i];
            for (int j = 0; j < x.length; j++) {
                sum += (double) matrix[i * x.length + j] * x[j];
            }
            y[i] = (float) activation.applyAsDouble(sum);
        }
        return y;
    }

    private static double relu(double x) {
        return Math.max(0, x);
    }

    private static double hardswish(double x) {
        return x * Math.max(0, Math.min(6, x + 3)) / 6;
    }

    private static TensorData tensor(StateDict weights, String key) {
        return Objects.requireNonNull(weights.get(key), key);
    }

    @Test
    void isGivenWholeOrRefusedWhileTheModelCloses() throws Exception {
        AudioClip clip = RealModels.noise(1, 60);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            GenreModel model = GenreClassifier.load(Shared.EXAMPLE_MODEL);
            float[] expected = model.embed(clip).vector();
            List<Future<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(callers.submit(() -> embeddingsUntilClosed(model, clip, expected)));
            }
            Thread.sleep(300);
            model.close();
            for (Future<Integer> call : calls) {
                assertThat(call.get()).isNotNegative();
            }
        } finally {
            callers.shutdown();
        }
    }

    private static int embeddingsUntilClosed(GenreModel model, AudioClip clip, float[] expected) {
        for (int count = 0; ; count++) {
            try {
                assertThat(model.embed(clip).vector()).isEqualTo(expected);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("is closed");
                return count;
            }
        }
    }

    @Test
    void hasTheSameBitsFromEightThreadsAsFromOne() throws Exception {
        List<AudioClip> clips = new ArrayList<>();
        for (long seed = 0; seed < 8; seed++) {
            clips.add(RealModels.noise(seed, 24));
        }
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try (GenreModel model = GenreClassifier.load(Shared.EXAMPLE_MODEL)) {
            List<float[]> expected =
                    clips.stream().map(clip -> model.embed(clip).vector()).toList();
            List<Future<?>> answers = new ArrayList<>();
            List<Future<float[]>> found = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                for (AudioClip clip : clips) {
                    found.add(callers.submit(() -> model.embed(clip).vector()));
                    // In between, since both go through the same layers.
                    answers.add(callers.submit(() -> model.classify(clip)));
                }
            }
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).get()).isEqualTo(expected.get(i % clips.size()));
                assertThat(answers.get(i).get()).isNotNull();
            }
        } finally {
            callers.shutdown();
        }
    }
}
