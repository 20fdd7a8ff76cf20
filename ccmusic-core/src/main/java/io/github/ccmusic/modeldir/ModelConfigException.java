package io.github.ccmusic.modeldir;

import java.io.IOException;
import java.nio.file.Path;

/** A model directory or its config.json that cannot be used; the message names the file, the key, the value and what is allowed. */
public final class ModelConfigException extends IOException {
    private final transient Path file;
    private final String key;

    /**
     * @param file the config.json, or the directory where there is none
     * @param key the key at fault, dotted where nested; empty if it is the file as a whole
     * @param problem what was found, what was expected, what to do
     */
    public ModelConfigException(Path file, String key, String problem) {
        super(file + ": " + problem);
        this.file = file;
        this.key = key;
    }

    /** Adds what led here. */
    public ModelConfigException(Path file, String key, String problem, Throwable cause) {
        this(file, key, problem);
        initCause(cause);
    }

    /** The file at fault. */
    public Path file() {
        return file;
    }

    /** The key at fault, dotted where nested; empty if it is the file as a whole. */
    public String key() {
        return key;
    }
}
