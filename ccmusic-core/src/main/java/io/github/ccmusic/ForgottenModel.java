package io.github.ccmusic;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of a model that was not closed before the last reference to it was gone, and frees it.
 *
 * <p>It takes a thread that waits for the garbage collector, as a {@link java.lang.ref.Cleaner} has one. But a cleaner's outlives the model,
 * since it ends when the cleaner itself is forgotten, and one cleaner for all models would keep the class loader of an application that is
 * taken down. This thread ends with its model, and inherits nothing from whoever loaded that.
 */
final class ForgottenModel {
    private static final Logger LOG = LoggerFactory.getLogger(GenreClassifier.class);

    private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
    private final Reference<Object> model;
    private final String name;
    private final Runnable free;
    private final Thread thread;

    private ForgottenModel(Object model, String name, Runnable free) {
        this.model = new PhantomReference<>(model, queue);
        this.name = name;
        this.free = free;
        thread = new Thread(null, this::await, "ccmusic-forgotten", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
    }

    /**
     * Begins to watch a model.
     *
     * @param free frees its memory; must not lead to the model, which would keep that from being forgotten
     */
    static ForgottenModel watch(Object model, String name, Runnable free) {
        ForgottenModel watching = new ForgottenModel(model, name, free);
        watching.thread.start();
        return watching;
    }

    private void await() {
        try {
            if (queue.remove() == model) {
                LOG.warn(
                        "model {} was forgotten without being closed; its memory is freed now. Close models, or keep"
                                + " them",
                        name);
                free.run();
            }
        } catch (InterruptedException e) {
            // Closed, as it should be.
            return;
        }
    }

    /** Ends the watch, and the thread: the model was closed. */
    void closed() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
