package io.github.ccmusic.serving;

import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.serving.RouterListener.Call;
import io.github.ccmusic.serving.RouterListener.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Asks models, and tells the listener of each answer. */
record Calls(RouterListener listener) {

    GenrePrediction ask(ServedModel served, Role role, Recording recording) throws IOException {
        long start = System.nanoTime();
        try {
            GenrePrediction prediction = recording.put(served.model());
            tell(served, role, start, Optional.of(prediction), Optional.empty());
            return prediction;
        } catch (IOException | RuntimeException e) {
            tell(served, role, start, Optional.empty(), Optional.of(e));
            throw e;
        }
    }

    private void tell(
            ServedModel served,
            Role role,
            long start,
            Optional<GenrePrediction> prediction,
            Optional<Exception> error) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        listener.callFinished(new Call(served.identity(), role, took, prediction, error));
    }

    /** Whether a failure tells something about the model, and not only about the recording. */
    static boolean isTheModels(Exception failure) {
        return !(failure instanceof IOException || failure instanceof IllegalArgumentException);
    }
}
