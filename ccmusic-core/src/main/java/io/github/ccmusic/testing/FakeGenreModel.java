package io.github.ccmusic.testing;

import io.github.ccmusic.Embedding;
import io.github.ccmusic.Genre;
import io.github.ccmusic.GenreModel;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.GenreProbability;
import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.ModelInfo;
import io.github.ccmusic.Timings;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that answers as it is told: it opens no file, reads no stream, needs no engine and costs nothing. Files need not exist.
 *
 * <pre>{@code
 * GenreModel model = FakeGenreModel.answering(Map.of("jazz", 0.7, "rock", 0.3));
 * model.classify(Path.of("no-such-file.mp3")).best().id();   // jazz
 * }</pre>
 *
 * <p>Like every model it may be called from any number of threads, and a call after {@link #close} throws
 * {@link IllegalStateException}. Its embeddings are the probabilities, the most probable genre's first.
 */
public final class FakeGenreModel implements GenreModel {
    private static final ModelIdentity IDENTITY = ModelIdentity.of("fake");

    private final ModelInfo info;
    private final Answers answers;
    private volatile boolean closed;

    private FakeGenreModel(ModelInfo info, Answers answers) {
        this.info = info;
        this.answers = answers;
    }

    /** What a fake answers. */
    @FunctionalInterface
    public interface Answers {

        /**
         * The answer for a recording.
         *
         * @param file absent for sound in memory and for streams
         * @throws IOException to behave as a model does that cannot read the recording
         */
        GenrePrediction about(Optional<Path> file) throws IOException;
    }

    /** A model that gives one answer to everything: the probabilities of its genres, by their ids. */
    public static FakeGenreModel answering(Map<String, Double> probabilities) {
        GenrePrediction answer = GenrePrediction.of(IDENTITY, probabilities);
        List<Genre> genres =
                answer.genres().stream().map(GenreProbability::genre).toList();
        return answering(ModelInfo.of(IDENTITY, genres), file -> answer);
    }

    /** A model whose answers depend on the file. */
    public static FakeGenreModel answering(ModelInfo info, Answers answers) {
        return new FakeGenreModel(info, answers);
    }

    /** Whether it was closed, which whoever holds a model must not forget. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public GenrePrediction classify(Path file) throws IOException {
        return answer(Optional.of(file)).of(file);
    }

    @Override
    public GenrePrediction classify(Path file, Duration from, Duration length) throws IOException {
        return classify(file);
    }

    @Override
    public GenrePrediction classify(AudioStream audio) throws IOException {
        return answer(Optional.empty());
    }

    @Override
    public GenrePrediction classify(InputStream bytes) throws IOException {
        return answer(Optional.empty());
    }

    @Override
    public Embedding embed(Path file) throws IOException {
        return embedding(classify(file)).of(file);
    }

    @Override
    public Embedding embed(Path file, Duration from, Duration length) throws IOException {
        return embed(file);
    }

    @Override
    public Embedding embed(AudioStream audio) throws IOException {
        return embedding(classify(audio));
    }

    @Override
    public Embedding embed(InputStream bytes) throws IOException {
        return embedding(classify(bytes));
    }

    @Override
    public AudioStream openAudio(Path file) {
        return silence();
    }

    @Override
    public AudioStream openAudio(InputStream bytes) {
        return silence();
    }

    @Override
    public void close() {
        closed = true;
    }

    private GenrePrediction answer(Optional<Path> file) throws IOException {
        if (closed) {
            throw new IllegalStateException("model " + info.identity().name() + " is closed");
        }
        return answers.about(file);
    }

    private Embedding embedding(GenrePrediction answer) {
        float[] vector = new float[answer.genres().size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) answer.genres().get(i).probability();
        }
        Embedding.Slice slice = Embedding.Slice.of(0, info.slices().seconds(), vector);
        return Embedding.of(info.identity(), List.of(slice), answer.warnings(), Timings.NONE);
    }

    private static AudioStream silence() {
        return AudioStream.of(AudioClip.of(new float[1], 22_050));
    }
}
