package io.github.ccmusic.serving;

import io.github.ccmusic.threads.OwnedThreads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work for one thread, of which no more than so many pieces wait. Offering takes no lock and never waits: a piece for which there is no
 * room is refused.
 */
final class BackgroundQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundQueue.class);

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger room;
    private final Runnable afterwards;
    private final OwnedThreads threads;
    private final Thread worker;
    private volatile boolean closed;

    /**
     * @param afterwards is run on the same thread after each piece of work and each {@link #wake}
     */
    BackgroundQueue(String name, int capacity, Runnable afterwards) {
        this.afterwards = afterwards;
        room = new AtomicInteger(capacity);
        threads = new OwnedThreads(name);
        worker = threads.newThread(this::work);
        worker.start();
    }

    /** Takes a piece of work unless there is no room. */
    boolean offer(Runnable piece) {
        if (closed || room.getAndDecrement() <= 0) {
            room.getAndIncrement();
            return false;
        }
        waiting.add(piece);
        LockSupport.unpark(worker);
        return true;
    }

    /** Has the thread look up, even if there is no work. */
    void wake() {
        LockSupport.unpark(worker);
    }

    private void work() {
        while (!closed) {
            Runnable piece = waiting.poll();
            try {
                if (piece != null) {
                    room.getAndIncrement();
                    piece.run();
                }
                afterwards.run();
            } catch (RuntimeException e) {
                LOG.warn("a comparison failed", e);
            }
            if (waiting.isEmpty() && !closed) {
                LockSupport.park(this);
            }
        }
        waiting.clear();
    }

    /** Gives up what waits, and waits for the piece that is being worked on. */
    @Override
    public void close() {
        closed = true;
        wake();
        threads.join();
    }
}
