package io.github.ccmusic.cqt.audio;

import java.io.InterruptedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How {@code Thread.interrupt} ends reading and decoding. */
final class Interruption {
    private Interruption() {}

    /**
     * Ends the reading if this thread was interrupted, which it stays.
     *
     * @param file what is being read; null if it has no name
     */
    static void check(@Nullable Path file) throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw of(file);
        }
    }

    static InterruptedIOException of(@Nullable Path file) {
        return new InterruptedIOException((file == null ? "audio stream" : file) + ": reading was interrupted");
    }
}
