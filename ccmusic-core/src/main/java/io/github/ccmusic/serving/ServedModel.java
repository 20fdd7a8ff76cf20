package io.github.ccmusic.serving;

import io.github.ccmusic.GenreModel;
import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.models.CallGate;

/**
 * A model in memory under the name by which it is switched to, and the count of the calls that are inside it.
 *
 * <p>A call that finds the gate shut looks for the model's successor; without the gate here it could find the model closed instead.
 *
 * @param memoryMb what it was taken to need
 */
record ServedModel(String name, GenreModel model, double memoryMb, CallGate gate) {

    static ServedModel of(String name, GenreModel model, double memoryMb) {
        return new ServedModel(name, model, memoryMb, new CallGate("model " + name));
    }

    ModelIdentity identity() {
        return model.info().identity();
    }

    /** Waits for the calls inside, then frees the model. */
    void close() {
        if (gate.shutAndWait()) {
            model.close();
        }
    }
}
