package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ccmusic.modeldir.DeclaredFigures;
import io.github.ccmusic.modeldir.Provenance;
import io.github.ccmusic.modeldir.SliceSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What every value owes its holder: a JSON form by any mapper, equality of what it says, and a line of text. */
class ValuesTest {
    /** As an application has it: no modules, no settings. */
    private static final ObjectMapper PLAIN = new ObjectMapper();

    private static final ModelIdentity MODEL = new ModelIdentity("m", "1", "resnet18", "ab".repeat(32));
    private static final Genre POPULAR = new Genre("popular", Map.of());
    private static final Genre JAZZ = new Genre("jazz", Map.of("zh", "爵士", "en", "Jazz"), Optional.of(POPULAR));
    private static final Genre ROCK = new Genre("rock", Map.of());

    @Test
    void aPlainMapperWritesWhatToJsonWrites() throws JsonProcessingException {
        GenrePrediction prediction = prediction(Timings.NONE);
        Embedding embedding = embedding(Timings.NONE, 0.3f);
        FileResult failed = new FileResult.Failed(Path.of("x.wav"), new IOException("not audio"));

        assertThat(PLAIN.writeValueAsString(prediction)).isEqualTo(prediction.toJson());
        assertThat(PLAIN.writeValueAsString(embedding)).isEqualTo(embedding.toJson());
        assertThat(PLAIN.writeValueAsString(failed)).isEqualTo(failed.toJson());
        assertThat(PLAIN.writeValueAsString(new FileResult.Classified(Path.of("a.wav"), prediction)))
                .isEqualTo(prediction.toJson());
        assertThat(PLAIN.writeValueAsString(Map.of("answer", prediction)))
                .isEqualTo("{\"answer\":" + prediction.toJson() + "}");
    }

    @Test
    void aPlainMapperWritesThePartsInTheSameDialect() throws JsonProcessingException {
        assertThat(PLAIN.writeValueAsString(prediction(Timings.NONE).genres()))
                .isEqualTo("[{\"id\":\"rock\",\"probability\":0.75},"
                        + "{\"id\":\"jazz\",\"display\":{\"en\":\"Jazz\",\"zh\":\"爵士\"},\"probability\":0.25}]");
        assertThat(PLAIN.writeValueAsString(prediction(Timings.NONE).slices()))
                .isEqualTo("[{\"start_s\":0.0,\"end_s\":11.4,\"genres\":[{\"id\":\"rock\",\"probability\":1.0}]}]");
        assertThat(PLAIN.writeValueAsString(JAZZ))
                .isEqualTo(
                        "{\"id\":\"jazz\",\"display\":{\"en\":\"Jazz\",\"zh\":\"爵士\"},\"parent\":{\"id\":\"popular\"}}");
        assertThat(PLAIN.writeValueAsString(prediction(Timings.NONE).warnings()))
                .isEqualTo("[\"clipped: much\"]");
        assertThat(PLAIN.writeValueAsString(took(2)))
                .isEqualTo(
                        "{\"decoding_ms\":2.0,\"spectrogram_ms\":2.0,\"pictures_ms\":2.0,\"network_ms\":2.0,\"total_ms\":8.0}");
    }

    @Test
    void aPlainMapperWritesAModelsInfo() throws IOException {
        ModelInfo info = new ModelInfo(
                MODEL,
                List.of(ROCK, JAZZ),
                SliceSpec.UPSTREAM,
                new DeclaredFigures(OptionalDouble.of(78.3), OptionalDouble.empty(), OptionalDouble.empty()),
                new Provenance(
                        Optional.of("MIT"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                Map.of("top1", 0.5),
                Map.of("mood", "sad"),
                List.of("doubtful"));

        assertThat(PLAIN.readTree(PLAIN.writeValueAsString(info)))
                .isEqualTo(PLAIN.readTree("""
                    {"model": {"name": "m", "version": "1", "arch": "resnet18", "sha256": "%s"},
                     "genres": [{"id": "rock"},
                                {"id": "jazz", "display": {"en": "Jazz", "zh": "爵士"}, "parent": {"id": "popular"}}],
                     "slice_seconds": 11.4, "slice_hop_seconds": 11.4, "accuracy_top1": 78.3, "license": "MIT",
                     "metrics": {"top1": 0.5}, "extra": {"mood": "sad"}, "warnings": ["doubtful"]}
                    """.formatted(MODEL.sha256())));
        assertThat(info).hasToString("ModelInfo[m 1 (resnet18, abababababab), 2 genres, 1 warnings]");
    }

    @Test
    void equalAnswersAreEqualHoweverLongTheyTook() {
        assertThat(prediction(took(1))).isEqualTo(prediction(took(2))).hasSameHashCodeAs(prediction(took(2)));
        assertThat(prediction(took(1))).isNotEqualTo(prediction(took(1)).of(Path.of("b.wav")));
        assertThat(prediction(took(1))).isNotEqualTo(prediction(took(1)).withoutSlices());
        assertThat(embedding(took(1), 0.3f))
                .isEqualTo(embedding(took(2), 0.3f))
                .hasSameHashCodeAs(embedding(took(2), 0.3f));
        assertThat(embedding(took(1), 0.3f)).isNotEqualTo(embedding(took(1), 0.4f));
        assertThat(embedding(took(1), 0.3f).slices())
                .isEqualTo(embedding(took(2), 0.3f).slices());
    }

    @Test
    void eachIsALineOfTextInAnyLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            assertThat(prediction(Timings.NONE))
                    .hasToString("GenrePrediction[a.wav: rock 75.0 %, jazz 25.0 %; 100 % of 1 slices agree;"
                            + " m 1 (resnet18, abababababab)]");
            assertThat(prediction(Timings.NONE).slices())
                    .hasToString("[SlicePrediction[0.0 s to 11.4 s: rock 100.0 %]]");
            assertThat(embedding(Timings.NONE, 0.3f))
                    .hasToString("Embedding[a.wav: 2 numbers, 1 slices, m 1 (resnet18, abababababab)]");
            assertThat(embedding(Timings.NONE, 0.3f).slices()).hasToString("[Slice[0.0 s to 1.0 s, 2 numbers]]");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aPredictionIsMadeOfAMapForTests() {
        GenrePrediction made = GenrePrediction.of(ModelIdentity.of("any"), Map.of("jazz", 0.3, "rock", 0.7));

        assertThat(made.best().id()).isEqualTo("rock");
        assertThat(made.probability("jazz")).isEqualTo(0.3);
        assertThat(made.exclusive()).isTrue();
        assertThat(made.model().name()).isEqualTo("any");
    }

    private static GenrePrediction prediction(Timings timings) {
        return new GenrePrediction(
                Optional.of(Path.of("a.wav")),
                MODEL,
                List.of(new GenreProbability(ROCK, 0.75), new GenreProbability(JAZZ, 0.25)),
                true,
                List.of(new SlicePrediction(0, 11.4, List.of(new GenreProbability(ROCK, 1)))),
                List.of(new AudioWarning(AudioWarning.Kind.CLIPPED, "much")),
                timings);
    }

    private static Embedding embedding(Timings timings, float number) {
        return Embedding.of(MODEL, List.of(Embedding.Slice.of(0, 1, new float[] {1, number})), List.of(), timings)
                .of(Path.of("a.wav"));
    }

    private static Timings took(int millis) {
        Duration each = Duration.ofMillis(millis);
        return new Timings(each, each, each, each, each.multipliedBy(4));
    }
}
