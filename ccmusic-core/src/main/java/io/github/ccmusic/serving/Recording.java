package io.github.ccmusic.serving;

import io.github.ccmusic.GenreModel;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What a call is about, so that a second model can be asked about it too. Whoever got one from a method here releases it. */
sealed interface Recording {

    /** Asks a model. */
    GenrePrediction put(GenreModel model) throws IOException;

    /** The same for the first model to hear while, as far as there is room, a second one's is kept; see {@link #later}. */
    default Recording keeping(KeepingRoom room, double maxSeconds) {
        return this;
    }

    /** The same to ask about when the caller has gone, if it is kept. */
    Optional<Recording> later(KeepingRoom room);

    /**
     * The same for two models to hear, one after the other, if {@link #isRepeatable}; else for one.
     *
     * @throws IOException if the sound cannot be read
     */
    default Recording repeatable(KeepingRoom room) throws IOException {
        return this;
    }

    /** Whether it may be put more than once. */
    default boolean isRepeatable() {
        return true;
    }

    /** Whether a model's failure may be due to the recording, which was there before. */
    default boolean mayHaveGone(Throwable failure) {
        return false;
    }

    /** Gives back the room that it takes. */
    default void release() {}

    /** A file, which a second model reads for itself. */
    record OfFile(Path file) implements Recording {
        @Override
        public GenrePrediction put(GenreModel model) throws IOException {
            return model.classify(file);
        }

        @Override
        public Optional<Recording> later(KeepingRoom room) {
            return Optional.of(this);
        }

        /** A refusal is an exception that was caused by another. */
        @Override
        public boolean mayHaveGone(Throwable failure) {
            return failure instanceof IOException && !(failure.getCause() instanceof IllegalArgumentException);
        }
    }

    /** Samples in memory, which nobody changes. The caller holds them; who asks about them later does. */
    record OfClip(AudioClip clip) implements Recording {
        @Override
        public GenrePrediction put(GenreModel model) {
            return model.classify(clip);
        }

        @Override
        public Optional<Recording> later(KeepingRoom room) {
            long bytes = (long) Float.BYTES * clip.samples().length;
            return room.take(bytes) ? Optional.of(new OfHeldClip(clip, room, bytes)) : Optional.empty();
        }
    }

    /** Samples that are in memory on our account. */
    record OfHeldClip(AudioClip clip, KeepingRoom room, long bytes) implements Recording {
        @Override
        public GenrePrediction put(GenreModel model) {
            return model.classify(clip);
        }

        @Override
        public Optional<Recording> later(KeepingRoom other) {
            return new OfClip(clip).later(other);
        }

        @Override
        public void release() {
            room.giveBack(bytes);
        }
    }

    /** A stream, which can be read once. */
    record OfStream(AudioStream audio) implements Recording {
        @Override
        public GenrePrediction put(GenreModel model) throws IOException {
            return model.classify(audio);
        }

        @Override
        public Recording keeping(KeepingRoom room, double maxSeconds) {
            KeptSound kept = new KeptSound(room, audio.sampleRateHz());
            return new OfPassing(new KeepingStream(audio, kept, maxSeconds * audio.sampleRateHz()), kept);
        }

        @Override
        public Optional<Recording> later(KeepingRoom room) {
            return Optional.empty();
        }

        @Override
        public Recording repeatable(KeepingRoom room) throws IOException {
            KeptSound kept = new KeptSound(room, audio.sampleRateHz());
            try {
                boolean whole = kept.readFrom(audio);
                return whole ? new OfKept(kept) : new OfRead(kept, audio);
            } catch (IOException | RuntimeException | Error e) {
                kept.release();
                throw e;
            }
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }
    }

    /** A stream whose samples are kept as they pass. */
    record OfPassing(KeepingStream audio, KeptSound kept) implements Recording {
        @Override
        public GenrePrediction put(GenreModel model) throws IOException {
            return model.classify(audio);
        }

        @Override
        public Optional<Recording> later(KeepingRoom room) {
            return audio.isKept() ? Optional.of(new OfKept(kept.retain())) : Optional.empty();
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public void release() {
            audio.release();
        }
    }

    /** A stream that was read to its end. */
    record OfKept(KeptSound sound) implements Recording {
        @Override
        public GenrePrediction put(GenreModel model) throws IOException {
            return model.classify(sound.stream());
        }

        @Override
        public Optional<Recording> later(KeepingRoom room) {
            return Optional.of(new OfKept(sound.retain()));
        }

        @Override
        public void release() {
            sound.release();
        }
    }

    /** A stream of which as much was read as there was room for. */
    record OfRead(KeptSound beginning, AudioStream rest) implements Recording {
        @Override
        public GenrePrediction put(GenreModel model) throws IOException {
            return model.classify(new ResumedStream(beginning.stream(), rest));
        }

        @Override
        public Optional<Recording> later(KeepingRoom room) {
            return Optional.empty();
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public void release() {
            beginning.release();
        }
    }

    /** One stream after another, as if it had never been cut. */
    record ResumedStream(AudioStream beginning, AudioStream rest) implements AudioStream {
        @Override
        public int sampleRateHz() {
            return rest.sampleRateHz();
        }

        @Override
        public int read(float[] buffer, int offset, int length) throws IOException {
            int n = beginning.read(buffer, offset, length);
            return n < 0 ? rest.read(buffer, offset, length) : n;
        }

        @Override
        public void close() throws IOException {
            rest.close();
        }
    }
}
