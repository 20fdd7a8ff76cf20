package io.github.ccmusic.process;

import java.io.IOException;

/** What a worker's work threw, by its message; the worker lives on. */
public final class WorkFailedException extends IOException {
    private static final long serialVersionUID = 1;

    WorkFailedException(String message) {
        super(message);
    }
}
