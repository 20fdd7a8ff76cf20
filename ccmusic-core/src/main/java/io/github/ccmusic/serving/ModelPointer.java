package io.github.ccmusic.serving;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which model of a directory of models is active, and which were before it: the content of a small file that outlives the process
 * and that other processes may change.
 *
 * <p>The file is replaced in one step, after its bytes have reached the disk: whoever reads it, at whatever instant a writer was
 * killed, finds the old content or the new one.
 *
 * @param active the name of the active model
 * @param previous those that were active before it and good, the latest first
 * @param environment the value of {@code CCMUSIC_MODEL_PATH} that has been honoured, if any
 */
public record ModelPointer(String active, List<String> previous, Optional<String> environment) {
    /** The name of the file in a directory of models. */
    public static final String FILE_NAME = "active.json";

    private static final int MAX_PREVIOUS = 16;

    public ModelPointer {
        if (active.isBlank()) {
            throw new IllegalArgumentException("the active model needs a name");
        }
        previous = List.copyOf(previous.subList(0, Math.min(MAX_PREVIOUS, previous.size())));
    }

    /** A model that none was active before. */
    public static ModelPointer first(String active) {
        return new ModelPointer(active, List.of(), Optional.empty());
    }

    /** With another model active, and this one to go back to. */
    public ModelPointer to(String name) {
        if (name.equals(active)) {
            return this;
        }
        List<String> history = new ArrayList<>(previous);
        history.add(0, active);
        return new ModelPointer(name, history, environment);
    }

    /**
     * With the model active that was before this one.
     *
     * @throws IllegalStateException if there was none
     */
    public ModelPointer back() {
        if (previous.isEmpty()) {
            throw new IllegalStateException(
                    "no model was active before '" + active + "': there is nothing to go back to");
        }
        return new ModelPointer(previous.get(0), previous.subList(1, previous.size()), environment);
    }

    /** With that value of the variable honoured. */
    ModelPointer honouring(String variable) {
        return new ModelPointer(active, previous, Optional.of(variable));
    }

    /**
     * Reads a pointer file.
     *
     * @return empty if there is no such file
     * @throws IOException if it cannot be read, or was not written by {@link #write}
     */
    public static Optional<ModelPointer> read(Path file) throws IOException {
        return new PointerFile(file).read();
    }

    /**
     * Reads a pointer file; one that {@link #write} did not write is renamed, with a warning, and counts as none.
     *
     * @return empty if there is no such file, or was none that counts
     * @throws IOException if it cannot be read
     */
    public static Optional<ModelPointer> readOrSetAside(Path file) throws IOException {
        return new PointerFile(file).readOrSetAside();
    }

    /**
     * Writes the pointer in the place of what was in the file.
     *
     * @throws IOException if it cannot be written; then the file is as it was
     */
    public void write(Path file) throws IOException {
        new PointerFile(file).write(this);
    }
}
