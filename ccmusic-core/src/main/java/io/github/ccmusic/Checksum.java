package io.github.ccmusic;

import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.threads.OwnedThreads;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A checkpoint's SHA-256, computed on a thread of its own while the weights are loaded: half a gigabyte takes a noticeable time, and
 * it comes from the same pages of the file.
 */
final class Checksum implements AutoCloseable {
    private final FutureTask<String> task;
    private final OwnedThreads threads = new OwnedThreads("ccmusic-sha256");

    private Checksum(ModelDirectory directory) {
        task = new FutureTask<>(directory::sha256);
    }

    static Checksum start(ModelDirectory directory) {
        Checksum checksum = new Checksum(directory);
        checksum.threads.start(checksum.task);
        return checksum;
    }

    /** Waits for it. */
    String get() throws IOException {
        threads.join();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("a finished task does not wait", e);
        }
    }

    /** Ends the thread, which closes the file, unless it is done already. */
    @Override
    public void close() {
        task.cancel(true);
        threads.join();
    }
}
