package io.github.ccmusic.serving;

import io.github.ccmusic.GenreModel;
import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.models.CallGate;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model in memory under the name by which it is switched to, and the count of the calls that are inside it.
 *
 * <p>A call that finds the gate shut looks for the model's successor; without the gate here it could find the model closed instead.
 *
 * @param memoryMb what it was taken to need
 * @param gate for the calls that come
 * @param earlier gates that are shut; calls that came through them may still be inside
 */
record ServedModel(String name, GenreModel model, double memoryMb, CallGate gate, List<CallGate> earlier) {

    static ServedModel of(String name, GenreModel model, double memoryMb) {
        return new ServedModel(name, model, memoryMb, new CallGate("model " + name), List.of());
    }

    /** The same model for the calls that come, so that those inside can be waited for while it answers on. */
    ServedModel behindNewGate() {
        List<CallGate> before = Stream.concat(earlier.stream(), Stream.of(gate)).toList();
        return new ServedModel(name, model, memoryMb, new CallGate("model " + name), before);
    }

    ModelIdentity identity() {
        return model.info().identity();
    }

    /** Lets no more calls in, and waits for those inside. */
    void drain() {
        gate.shutAndWait();
        earlier.forEach(CallGate::shutAndWait);
    }

    /** Waits for the calls inside, then frees the model. */
    void close() {
        drain();
        model.close();
    }
}
