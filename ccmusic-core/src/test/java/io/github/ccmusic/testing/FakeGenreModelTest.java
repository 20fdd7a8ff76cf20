package io.github.ccmusic.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.FileResult;
import io.github.ccmusic.GenreModel;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.ModelInfo;
import io.github.ccmusic.SlicePrediction;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FakeGenreModelTest {
    private static final Path NOWHERE = Path.of("no-such-directory", "song.mp3");
    private static final Map<String, Double> JAZZ = Map.of("jazz", 0.75, "rock", 0.25);

    @Test
    void answersForEveryKindOfRecordingAndOpensNone() throws IOException {
        try (GenreModel model = FakeGenreModel.answering(JAZZ)) {
            GenrePrediction ofFile = model.classify(NOWHERE);
            assertThat(ofFile.best().id()).isEqualTo("jazz");
            assertThat(ofFile.file()).hasValue(NOWHERE);
            assertThat(model.classify(NOWHERE, Duration.ofDays(1), Duration.ofDays(1)))
                    .isEqualTo(ofFile);
            assertThat(model.classify(InputStream.nullInputStream()).probability("rock"))
                    .isEqualTo(0.25);
            assertThat(model.classify(AudioClip.of(new float[0], 1000)).best().id())
                    .isEqualTo("jazz");
            assertThat(model.classify(new float[0], 1000).best().id()).isEqualTo("jazz");
            assertThat(model.info().genres()).hasSize(2);
        }
    }

    @Test
    void answersForManyFilesInTheirOrder() {
        try (GenreModel model = FakeGenreModel.answering(JAZZ)) {
            List<Path> files = List.of(NOWHERE, Path.of("b"), Path.of("c"));

            assertThat(model.classifyAll(files))
                    .allMatch(FileResult.Classified.class::isInstance)
                    .extracting(FileResult::file)
                    .containsExactlyElementsOf(files);
            assertThat(model.embedAll(files)).allMatch(FileResult.Embedded.class::isInstance);
        }
    }

    @Test
    void answersSliceBySlice() throws IOException {
        List<SlicePrediction> slices = new ArrayList<>();
        try (GenreModel model = FakeGenreModel.answering(JAZZ)) {
            model.classify(AudioStream.of(AudioClip.of(new float[30_000], 1000)), slices::add);
        }
        assertThat(slices).extracting(SlicePrediction::startSeconds).containsExactly(0.0, 11.4);
    }

    @Test
    void embedsWhatItAnswers() throws IOException {
        try (GenreModel model = FakeGenreModel.answering(JAZZ)) {
            assertThat(model.embed(NOWHERE).vector()).containsExactly(0.75f, 0.25f);
            assertThat(model.embed(NOWHERE).file()).hasValue(NOWHERE);
            assertThat(model.embed(new ByteArrayInputStream(new byte[3])).vector())
                    .hasSize(2);
            assertThat(model.embed(new float[1], 1000).vector()).hasSize(2);
        }
    }

    @Test
    void behavesAsItIsToldForEachFile() throws IOException {
        ModelIdentity identity = ModelIdentity.of("told");
        GenreModel model = FakeGenreModel.answering(ModelInfo.of(identity, List.of()), file -> {
            if (file.isPresent() && file.get().endsWith("missing.mp3")) {
                throw new NoSuchFileException("missing.mp3");
            }
            return GenrePrediction.of(identity, Map.of(file.isPresent() ? "file" : "stream", 1.0));
        });

        assertThat(model.classify(NOWHERE).best().id()).isEqualTo("file");
        assertThat(model.classify(new float[1], 1000).best().id()).isEqualTo("stream");
        assertThatThrownBy(() -> model.classify(Path.of("missing.mp3"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void refusesCallsAfterCloseAsAModelDoes() {
        FakeGenreModel model = FakeGenreModel.answering(JAZZ);
        assertThat(model.isClosed()).isFalse();
        model.close();

        assertThat(model.isClosed()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> model.classify(NOWHERE))
                .withMessage("model fake is closed");
    }
}
