package io.github.ccmusic.serving;

import io.github.ccmusic.threads.OwnedThreads;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The threads of a router that wait where nobody else should have to: for the last call of a model that is to be closed, above all. */
final class Background implements AutoCloseable {
    private final RouterListener listener;
    private final Set<ServedModel> leaving = ConcurrentHashMap.newKeySet();
    private final OwnedThreads threads = new OwnedThreads("ccmusic-router");
    private final ExecutorService tasks = Executors.newCachedThreadPool(threads);

    Background(RouterListener listener) {
        this.listener = listener;
    }

    /**
     * Does something on a thread of its own.
     *
     * @throws IllegalStateException after {@link #close}
     */
    void run(Runnable task) {
        try {
            tasks.execute(task);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the router is closed", e);
        }
    }

    /** Closes a model when its last call has returned, and tells whether that was within the time. */
    boolean retire(ServedModel model, Duration patience) {
        leaving.add(model);
        Future<?> closing = tasks.submit(() -> end(model));
        try {
            closing.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("'" + model.name() + "' could not be closed", e);
        }
    }

    /** Closes a model when its last call has returned, however long that takes. */
    void end(ServedModel model) {
        leaving.add(model);
        var identity = model.identity();
        model.close();
        leaving.remove(model);
        listener.closed(identity);
    }

    /** What the models need that are no longer asked but still in memory. */
    double memoryMb() {
        return leaving.stream().mapToDouble(ServedModel::memoryMb).sum();
    }

    /** Waits until every task is done. */
    @Override
    public void close() {
        tasks.shutdown();
        threads.join();
    }
}
