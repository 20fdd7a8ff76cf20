package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenrePredictionTest {
    private static final ModelIdentity MODEL = new ModelIdentity("m", "1", "resnet18", "ab".repeat(32));
    private static final Genre JAZZ = new Genre("jazz", Map.of("en", "Jazz", "zh", "爵士"));
    private static final Genre ROCK = new Genre("rock", Map.of());

    @Test
    void ranksAndLooksUp() {
        GenrePrediction prediction = prediction(true, List.of(score(ROCK, 0.7), score(JAZZ, 0.3)));

        assertThat(prediction.best()).isEqualTo(ROCK);
        assertThat(prediction.top(1)).extracting(GenreProbability::genre).containsExactly(ROCK);
        assertThat(prediction.top(10)).hasSize(2);
        assertThat(prediction.probability("jazz")).isEqualTo(0.3);
    }

    @Test
    void listsTheKnownGenresForAnUnknownOne() {
        GenrePrediction prediction = prediction(true, List.of(score(ROCK, 1)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> prediction.probability("polka"))
                .withMessage("unknown genre 'polka', expected one of [rock]");
        assertThatIllegalArgumentException().isThrownBy(() -> prediction.top(0)).withMessageContaining("0");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void rollsSixteenGenresUpToNineAndTwoAndKeepsTheSum(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        double[] weights = random.doubles(16).toArray();
        double sum = java.util.Arrays.stream(weights).sum();
        GenrePrediction prediction = prediction(true, upstream(i -> weights[i] / sum));

        assertThat(prediction.levels()).isEqualTo(3);
        assertThat(prediction.rollUp(0)).isEqualTo(prediction.genres());
        for (int steps = 1; steps <= 2; steps++) {
            List<GenreProbability> groups = prediction.rollUp(steps);
            assertThat(groups).hasSize(steps == 1 ? 9 : 2).isSortedAccordingTo(GenrePrediction.MOST_PROBABLE_FIRST);
            assertThat(groups.stream()
                            .mapToDouble(GenreProbability::probability)
                            .sum())
                    .isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void putsEveryUpstreamGenreIntoItsGroup() {
        // One class at a time takes all of the probability: its group at each level must be the only one with any.
        Map<String, String> nine = Map.ofEntries(
                Map.entry("Symphony", "Symphony"),
                Map.entry("Opera", "Opera"),
                Map.entry("Solo", "Solo"),
                Map.entry("Chamber", "Chamber"),
                Map.entry("Pop_vocal_ballad", "Pop"),
                Map.entry("Adult_contemporary", "Pop"),
                Map.entry("Teen_pop", "Pop"),
                Map.entry("Acoustic_pop", "Pop"),
                Map.entry("Contemporary_dance_pop", "Dance_and_house"),
                Map.entry("Dance_pop", "Dance_and_house"),
                Map.entry("Classic_indie_pop", "Indie"),
                Map.entry("Chamber_cabaret_and_art_pop", "Indie"),
                Map.entry("Soul_or_r_and_b", "Soul_or_r_and_b"),
                Map.entry("Adult_alternative_rock", "Rock"),
                Map.entry("Uplifting_anthemic_rock", "Rock"),
                Map.entry("Soft_rock", "Rock"));
        for (int k = 0; k < 16; k++) {
            int winner = k;
            GenrePrediction prediction = prediction(true, upstream(i -> i == winner ? 1 : 0));
            String id = UpstreamGenres.IDS.get(k);
            assertThat(prediction.rollUp(1).get(0).genre().id()).isEqualTo(nine.get(id));
            assertThat(prediction.rollUp(2).get(0).genre().id()).isEqualTo(k < 4 ? "Classic" : "Non_classic");
        }
    }

    @Test
    void takesTheMaximumWhereGenresDoNotExcludeEachOther() {
        GenrePrediction prediction = prediction(false, upstream(i -> i < 4 ? 0.5 : 0.25));

        assertThat(prediction.rollUp(2))
                .extracting(GenreProbability::probability)
                .containsExactly(0.5, 0.25);
    }

    @Test
    void refusesToRollUpBeyondTheCoarsestLevel() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prediction(true, List.of(score(ROCK, 1))).rollUp(1))
                .withMessageContaining("have 1 level;");
    }

    @Test
    void tellsHowFarTheSlicesAgree() {
        GenrePrediction prediction = new GenrePrediction(
                Optional.empty(),
                MODEL,
                List.of(score(ROCK, 0.6), score(JAZZ, 0.4)),
                true,
                List.of(slice(0, ROCK, JAZZ), slice(1, JAZZ, ROCK), slice(2, ROCK, JAZZ), slice(3, ROCK, JAZZ)),
                List.of(),
                Timings.NONE);

        assertThat(prediction.agreement()).isEqualTo(0.75);
        assertThat(prediction.withoutSlices().agreement()).isEqualTo(1);
    }

    @Test
    void writesTheDocumentedJson() throws IOException {
        GenrePrediction prediction = new GenrePrediction(
                Optional.of(Path.of("a \"b\".wav")),
                MODEL,
                List.of(score(ROCK, 0.75), score(JAZZ, 0.25)),
                true,
                List.of(slice(0, ROCK, JAZZ)),
                List.of(new AudioWarning(AudioWarning.Kind.SHORT_CLIP, "3.0 s")),
                Timings.NONE);

        JsonNode expected = new ObjectMapper().readTree("""
            {"file": "a \\"b\\".wav",
             "model": {"name": "m", "version": "1", "arch": "resnet18", "sha256": "%s"},
             "best": "rock", "agreement": 1.0,
             "genres": [{"id": "rock", "probability": 0.75},
                        {"id": "jazz", "display": {"en": "Jazz", "zh": "爵士"}, "probability": 0.25}],
             "warnings": ["short_clip: 3.0 s"],
             "slices": [{"start_s": 0.0, "end_s": 1.0,
                         "genres": [{"id": "rock", "probability": 1.0}, {"id": "jazz", "probability": 0.0}]}]}
            """.formatted(MODEL.sha256()));
        assertThat(new ObjectMapper().readTree(prediction.toJson())).isEqualTo(expected);
        assertThat(prediction.toJson()).doesNotContain("\n");
        assertThat(prediction.withoutSlices().toJson()).doesNotContain("slices").doesNotContain("agreement");
        assertThat(prediction.toShortJson()).doesNotContain("slices").contains("\"agreement\":1.0");
    }

    @Test
    void writesAFailureAsJson() {
        FileResult failed = new FileResult.Failed(Path.of("x.wav"), new IOException("not \"audio\""));

        assertThat(failed.toJson()).isEqualTo("{\"file\":\"x.wav\",\"error\":\"not \\\"audio\\\"\"}");
    }

    @Test
    void refusesAProbabilityThatIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> score(ROCK, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> score(ROCK, 1.1));
        assertThatIllegalArgumentException().isThrownBy(() -> prediction(true, List.of()));
    }

    private static SlicePrediction slice(int second, Genre best, Genre other) {
        return new SlicePrediction(second, second + 1, List.of(score(best, 1), score(other, 0)));
    }

    private static GenreProbability score(Genre genre, double probability) {
        return new GenreProbability(genre, probability);
    }

    private static List<GenreProbability> upstream(java.util.function.IntToDoubleFunction probability) {
        return IntStream.range(0, 16)
                .mapToObj(i -> score(
                        UpstreamGenres.named(UpstreamGenres.IDS.get(i)).orElseThrow(), probability.applyAsDouble(i)))
                .sorted(Comparator.comparingDouble(GenreProbability::probability)
                        .reversed())
                .toList();
    }

    private static GenrePrediction prediction(boolean exclusive, List<GenreProbability> genres) {
        return new GenrePrediction(Optional.empty(), MODEL, genres, exclusive, List.of(), List.of(), Timings.NONE);
    }
}
