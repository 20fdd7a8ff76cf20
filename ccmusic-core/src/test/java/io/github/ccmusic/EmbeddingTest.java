package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.selfcheck.SelfCheckLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Embeddings with the real front end and a fake network; {@link RealEmbeddingTest} has the real one. */
class EmbeddingTest {
    private static final ModelIdentity IDENTITY = new ModelIdentity("m", "1", "resnet18", "00");

    @TempDir
    Path temp;

    private Path directory;

    @BeforeEach
    void aModelDirectory() throws IOException {
        directory = Files.createDirectory(temp.resolve("fake_cqt"));
        Files.write(directory.resolve("save.pt"), new byte[] {1, 2, 3});
    }

    @Test
    void hasAVectorForEachSliceAndTheirMean() throws IOException {
        try (GenreModel model = load(countingPictures())) {
            Embedding embedding = model.embed(RealModels.noise(1, 40));

            assertThat(embedding.size()).isEqualTo(2);
            assertThat(embedding.slices())
                    .extracting(Embedding.Slice::vector)
                    .containsExactly(new float[] {1, 5}, new float[] {2, 5}, new float[] {3, 5});
            assertThat(embedding.vector()).containsExactly(2, 5);
            assertThat(embedding.model()).isEqualTo(model.info().identity());
            assertThat(embedding.file()).isEmpty();
            assertThat(embedding.warnings()).isEmpty();
            assertThat(embedding.timings().total()).isPositive();
        }
    }

    @Test
    void isOfTheSlicesThatAnAnswerIsOf() throws IOException {
        AudioClip clip = RealModels.noise(2, 40);
        try (GenreModel model = load(countingPictures())) {
            List<SlicePrediction> judged = model.classify(clip).slices();
            List<Embedding.Slice> embedded = model.embed(clip).slices();

            assertThat(embedded).hasSameSizeAs(judged);
            for (int i = 0; i < judged.size(); i++) {
                assertThat(embedded.get(i).startSeconds())
                        .isEqualTo(judged.get(i).startSeconds());
                assertThat(embedded.get(i).endSeconds()).isEqualTo(judged.get(i).endSeconds());
            }
        }
    }

    @Test
    void warnsOfWhatIsAmissWithTheSound() throws IOException {
        try (GenreModel model = load(countingPictures())) {
            assertThat(model.embed(RealModels.noise(3, 5)).warnings())
                    .extracting(AudioWarning::kind)
                    .containsExactly(AudioWarning.Kind.SHORT_CLIP);
        }
    }

    @Test
    void namesItsFileAndTheFileOfAnError() throws IOException {
        Path song = Wav.write(temp.resolve("song.wav"), RealModels.noise(4, 12).samples(), 22_050);
        Path empty = Wav.write(temp.resolve("empty.wav"), new float[0], 22_050);
        try (GenreModel model = load(countingPictures())) {
            assertThat(model.embed(song).file()).hasValue(song);
            assertThatThrownBy(() -> model.embed(empty))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("empty.wav: holds no samples");
        }
    }

    @Test
    void comesForManyFilesInTheirOrderAndOneThatFailsKeepsNoneBack() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            files.add(
                    Wav.write(temp.resolve(i + ".wav"), RealModels.noise(i, 12).samples(), 22_050));
        }
        files.add(2, temp.resolve("missing.wav"));
        List<FileResult> results = new ArrayList<>();
        try (GenreModel model = load(countingPictures())) {
            model.embedAll(files, results::add);
        }

        assertThat(results).extracting(FileResult::file).containsExactlyElementsOf(files);
        assertThat(results.get(2)).isInstanceOf(FileResult.Failed.class);
        results.remove(2);
        assertThat(results)
                .allSatisfy(result -> assertThat(
                                ((FileResult.Embedded) result).embedding().file())
                        .hasValue(result.file()));
    }

    @Test
    void isRefusedAfterClose() throws IOException {
        GenreModel model = load(countingPictures());
        model.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> model.embed(RealModels.noise(5, 12)))
                .withMessageContaining("model fake_cqt is closed");
    }

    @Test
    void isRefusedWhereItIsNotFinite() throws IOException {
        try (GenreModel model = load(FakeNetwork.answering(1, Float.NaN))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> model.embed(RealModels.noise(6, 12)))
                    .withMessageContaining("answers NaN");
        }
    }

    @Test
    void isNothingThatAModelMustHave() throws IOException {
        GenreModel model = new GenreModel() {
            @Override
            public ModelInfo info() {
                return ModelInfo.of(IDENTITY, List.of());
            }

            @Override
            public GenrePrediction classify(AudioStream audio) {
                throw new AssertionError("not to be asked");
            }

            @Override
            public void close() {}
        };

        assertThatThrownBy(() -> model.embed(RealModels.noise(7, 12)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("has no embeddings");
    }

    @Test
    void isNotChangedByWhoeverHoldsItsArrays() {
        float[] given = {1, 2};
        Embedding embedding = Embedding.of(IDENTITY, List.of(Embedding.Slice.of(0, 1, given)), List.of(), Timings.NONE);
        given[0] = 9;
        embedding.vector()[0] = 9;
        embedding.slices().get(0).vector()[0] = 9;

        assertThat(embedding.vector()).containsExactly(1, 2);
    }

    @Test
    void refusesNoSlicesAndSlicesOfDifferentLengths() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Embedding.of(IDENTITY, List.of(), List.of(), Timings.NONE));
        List<Embedding.Slice> unequal =
                List.of(Embedding.Slice.of(0, 1, new float[2]), Embedding.Slice.of(1, 2, new float[3]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Embedding.of(IDENTITY, unequal, List.of(), Timings.NONE))
                .withMessageContaining("found: 2 and 3");
    }

    @Test
    void isWrittenAsOneLineOfJson() throws IOException {
        List<Embedding.Slice> slices = List.of(
                Embedding.Slice.of(0, 1, new float[] {1, 0.1f}), Embedding.Slice.of(1, 2, new float[] {2, 0.3f}));
        Embedding embedding =
                Embedding.of(IDENTITY, slices, List.of(), Timings.NONE).of(Path.of("a.wav"));

        String line = new FileResult.Embedded(Path.of("a.wav"), embedding).toJson();
        JsonNode json = new ObjectMapper().readTree(line);

        assertThat(line).hasLineCount(1).isEqualTo(embedding.toJson());
        assertThat(json.get("file").asText()).isEqualTo("a.wav");
        assertThat(json.get("model").get("name").asText()).isEqualTo("m");
        assertThat(json.get("vector").toString()).isEqualTo("[1.5,0.2]");
        assertThat(json.get("slices").get(1).toString())
                .isEqualTo("{\"start_s\":1.0,\"end_s\":2.0,\"vector\":[2.0,0.3]}");
    }

    private GenreClassifier load(FakeNetwork network) throws IOException {
        ClassifierOptions options =
                ClassifierOptions.builder().selfCheck(SelfCheckLevel.WEIGHTS).build();
        return new ModelLoader(ModelDirectory.open(directory), options, (model, settings) -> network).load();
    }

    private static FakeNetwork countingPictures() {
        AtomicInteger count = new AtomicInteger();
        return new FakeNetwork(224, 2, picture -> new float[] {count.incrementAndGet(), 5});
    }
}
