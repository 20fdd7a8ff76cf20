package io.github.ccmusic.serving;

import io.github.ccmusic.Embedding;
import io.github.ccmusic.GenreModel;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.ModelInfo;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A router as seen by the calls of one key. */
record KeyedModel(GenreRouter router, String key) implements GenreModel {

    @Override
    public ModelInfo info() {
        return router.info();
    }

    @Override
    public GenrePrediction classify(AudioStream audio) throws IOException {
        return router.answer(new Recording.OfStream(audio), key);
    }

    @Override
    public GenrePrediction classify(Path file) throws IOException {
        return router.answer(new Recording.OfFile(file), key);
    }

    @Override
    public GenrePrediction classify(AudioClip clip) {
        return inMemory(() -> router.answer(new Recording.OfClip(clip), key));
    }

    @Override
    public Embedding embed(AudioStream audio) throws IOException {
        return router.embed(audio);
    }

    @Override
    public AudioStream openAudio(Path file) throws IOException {
        return router.openAudio(file);
    }

    @Override
    public AudioStream openAudio(InputStream bytes) throws IOException {
        return router.openAudio(bytes);
    }

    @Override
    public int parallelFiles() {
        return router.parallelFiles();
    }

    @Override
    public void close() {}

    /** What is asked of the models. */
    interface Question {
        GenrePrediction ask() throws IOException;
    }

    static GenrePrediction inMemory(Question question) {
        try {
            return question.ask();
        } catch (IOException e) {
            throw new UncheckedIOException("sound in memory cannot fail to be read", e);
        }
    }
}
