package io.github.ccmusic.serving;

import io.github.ccmusic.threads.OwnedThreads;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a router that wait where nobody else should have to: for the last call of a model that is to be closed, above all. */
final class Background {
    private static final Logger LOG = LoggerFactory.getLogger(GenreRouter.class);

    private final Listeners listeners;
    private final Set<ServedModel> leaving = ConcurrentHashMap.newKeySet();
    private final OwnedThreads threads = new OwnedThreads("ccmusic-router");

    Background(Listeners listeners) {
        this.listeners = listeners;
    }

    /** Does something on a thread of its own, and tells the listeners what came of it. */
    void run(Runnable task) {
        threads.start(() -> {
            task.run();
            listeners.deliver();
        });
    }

    /** Waits for the calls inside a model, which takes no more, and tells whether they returned within the time. */
    boolean drain(ServedModel model, Duration patience) {
        return within(patience, model::drain);
    }

    /** Closes a model when its last call has returned, and tells whether that was within the time. */
    boolean retire(ServedModel model, Duration patience) {
        leaving.add(model);
        return within(patience, () -> end(model));
    }

    private boolean within(Duration patience, Runnable work) {
        CompletableFuture<Boolean> inTime = new CompletableFuture<>();
        threads.start(() -> {
            work.run();
            // Otherwise whoever waits does so, when it holds no lock any more.
            if (!inTime.complete(true)) {
                listeners.deliver();
            }
        });
        try {
            return inTime.get(TimeUnit.NANOSECONDS.convert(patience), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.debug("not within {}", patience);
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing completes it exceptionally", e);
        }
        return !inTime.complete(false);
    }

    /** Closes a model when its last call has returned, however long that takes. */
    void end(ServedModel model) {
        leaving.add(model);
        try {
            var identity = model.identity();
            model.close();
            listeners.closed(identity);
        } catch (RuntimeException | Error e) {
            LOG.warn("'{}' could not be closed", model.name(), e);
        } finally {
            leaving.remove(model);
        }
    }

    /** What the models need that are no longer asked but still in memory. */
    double memoryMb() {
        return leaving.stream().mapToDouble(ServedModel::memoryMb).sum();
    }

    /** Whether the calling thread is one of those that {@link #await} waits for. */
    boolean isCalling() {
        return threads.areCalling();
    }

    /** Waits until every task is done, and tells whether that was within the time. */
    boolean await(Duration patience) {
        return threads.join(patience);
    }
}
