package io.github.ccmusic.process;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A worker process that is gone: it crashed, was killed, or was ended for having passed a limit. Another one may be started. */
public final class WorkerDiedException extends IOException {
    private static final long serialVersionUID = 1;

    private final String manner;

    WorkerDiedException(String manner, @Nullable Throwable cause) {
        super("the worker process " + manner, cause);
        this.manner = manner;
    }

    /** What became of it, in a clause that continues the name of the process. */
    public String manner() {
        return manner;
    }
}
