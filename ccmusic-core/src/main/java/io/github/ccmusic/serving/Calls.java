package io.github.ccmusic.serving;

import io.github.ccmusic.Embedding;
import io.github.ccmusic.GenreModel;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.serving.RouterListener.Call;
import io.github.ccmusic.serving.RouterListener.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/** Asks models, and tells the listener of each answer. */
record Calls(RouterListener listener) {

    /** What is asked of a model. */
    private interface Question<T> {
        T put(GenreModel model) throws IOException;
    }

    GenrePrediction ask(ServedModel served, Role role, Recording recording) throws IOException {
        return ask(served, role, recording::put, Optional::of);
    }

    Embedding embed(ServedModel active, AudioStream audio) throws IOException {
        return ask(active, Role.ACTIVE, model -> model.embed(audio), embedding -> Optional.empty());
    }

    private <T> T ask(
            ServedModel served, Role role, Question<T> question, Function<T, Optional<GenrePrediction>> prediction)
            throws IOException {
        long start = System.nanoTime();
        try {
            T answer = question.put(served.model());
            tell(served, role, start, prediction.apply(answer), Optional.empty());
            return answer;
        } catch (Throwable e) {
            tell(served, role, start, Optional.empty(), Optional.of(e));
            throw e;
        }
    }

    private void tell(
            ServedModel served,
            Role role,
            long start,
            Optional<GenrePrediction> prediction,
            Optional<Throwable> error) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        listener.callFinished(new Call(served.identity(), role, took, prediction, error));
    }

    /** Whether a failure tells something about the model, and not only about the recording or about a caller who gave up. */
    static boolean isTheModels(Throwable failure) {
        return !(failure instanceof IOException
                || failure instanceof IllegalArgumentException
                || failure instanceof CancellationException);
    }
}
