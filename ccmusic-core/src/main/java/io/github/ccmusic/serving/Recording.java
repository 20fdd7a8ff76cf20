package io.github.ccmusic.serving;

import io.github.ccmusic.GenreModel;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What a call is about, so that a second model can be asked about it too. */
sealed interface Recording {

    /** Asks a model. */
    GenrePrediction put(GenreModel model) throws IOException;

    /** The same recording in a form that can be asked about again; what passes through a stream has to be kept for that. */
    default Recording keeping(double maxSeconds) {
        return this;
    }

    /** The same recording to ask about again, if it can be. */
    default Optional<Recording> again() {
        return Optional.of(this);
    }

    /** A file, which a second model reads for itself. */
    record OfFile(Path file) implements Recording {
        @Override
        public GenrePrediction put(GenreModel model) throws IOException {
            return model.classify(file);
        }
    }

    /** Samples in memory, which nobody changes. */
    record OfClip(AudioClip clip) implements Recording {
        @Override
        public GenrePrediction put(GenreModel model) {
            return model.classify(clip);
        }
    }

    /** A stream, which can be read once. */
    record OfStream(AudioStream audio) implements Recording {
        @Override
        public GenrePrediction put(GenreModel model) throws IOException {
            return model.classify(audio);
        }

        @Override
        public Recording keeping(double maxSeconds) {
            return new OfKeptStream(new KeepingStream(audio, (long) (maxSeconds * audio.sampleRateHz())));
        }

        @Override
        public Optional<Recording> again() {
            return Optional.empty();
        }
    }

    /** A stream whose samples are kept as they pass. */
    record OfKeptStream(KeepingStream audio) implements Recording {
        @Override
        public GenrePrediction put(GenreModel model) throws IOException {
            return model.classify(audio);
        }

        @Override
        public Optional<Recording> again() {
            return audio.kept().map(OfClip::new);
        }
    }
}
