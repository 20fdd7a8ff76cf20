package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our answers beside those of librosa, matplotlib, PIL and torchvision, for the real model and real recordings.
 *
 * <p>Every fifth of the 104 compressed clips; all of them with {@code -Dccmusic.test.parity.step=1}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParityTest {
    /** What is left is float32 in another order of summation, and a pixel that tips over into the next shade now and then. */
    private static final double TOLERANCE = 1e-3;

    /** A single slice of a compressed clip: two FFmpegs do not decode to the same bits. */
    private static final double SLICE_TOLERANCE = 2e-3;

    private GenreClassifier model;

    @BeforeAll
    void loadTheRealModel() throws IOException {
        model = GenreClassifier.load(Shared.EXAMPLE_MODEL);
    }

    @AfterAll
    void close() {
        model.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"wavClips", "compressedClips"})
    void agreesWithPythonOnRecordings(String path, JsonNode expected) throws IOException {
        GenrePrediction prediction = model.classify(Shared.file(path));

        assertThat(prediction.best().id()).isEqualTo(expected.get("best").asText());
        JsonNode slices = expected.get("slices");
        assertThat(prediction.slices()).hasSize(slices.size());
        double[] mean = new double[4];
        for (int i = 0; i < slices.size(); i++) {
            List<GenreProbability> ours = prediction.slices().get(i).genres();
            JsonNode theirs = slices.get(i).has("probabilities") ? slices.get(i).get("probabilities") : slices.get(i);
            for (int c = 0; c < 4; c++) {
                String id = model.info().genres().get(c).id();
                assertThat(probability(ours, id))
                        .as("slice %d, %s", i, id)
                        .isCloseTo(
                                theirs.get(c).asDouble(), within(path.endsWith(".wav") ? TOLERANCE : SLICE_TOLERANCE));
                mean[c] += theirs.get(c).asDouble() / slices.size();
            }
        }
        for (int c = 0; c < 4; c++) {
            String id = model.info().genres().get(c).id();
            assertThat(prediction.probability(id)).isCloseTo(mean[c], within(TOLERANCE));
        }
    }

    static Stream<Arguments> wavClips() throws IOException {
        return clips("parity", "", 1);
    }

    static Stream<Arguments> compressedClips() throws IOException {
        return clips("test_split", "audio/emotify30/", Integer.getInteger("ccmusic.test.parity.step", 5));
    }

    private static Stream<Arguments> clips(String list, String folder, int step) throws IOException {
        JsonNode clips = new ObjectMapper()
                .readTree(Shared.file("reference/genre-model/expected.json").toFile())
                .get(list);
        return IntStream.range(0, clips.size())
                .filter(i -> i % step == 0)
                .mapToObj(i -> Arguments.of(folder + clips.get(i).get("path").asText(), clips.get(i)));
    }

    private static double probability(List<GenreProbability> genres, String id) {
        return genres.stream()
                .filter(entry -> entry.genre().id().equals(id))
                .findFirst()
                .orElseThrow()
                .probability();
    }
}
