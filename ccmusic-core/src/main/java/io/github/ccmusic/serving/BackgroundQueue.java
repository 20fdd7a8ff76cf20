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
 * room is given up. Every piece that is offered is done or given up, once.
 */
final class BackgroundQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundQueue.class);

    /** Each is known by itself, not by what it does. */
    private static final class Piece {
        private final Runnable work;
        private final Runnable otherwise;

        Piece(Runnable work, Runnable otherwise) {
            this.work = work;
            this.otherwise = otherwise;
        }
    }

    private final Queue<Piece> waiting = new ConcurrentLinkedQueue<>();
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

    /**
     * Offers a piece of work.
     *
     * @param otherwise is run instead, on any thread, if the work is given up
     */
    void offer(Runnable work, Runnable otherwise) {
        if (closed || room.getAndDecrement() <= 0) {
            room.getAndIncrement();
            otherwise.run();
            return;
        }
        Piece piece = new Piece(work, otherwise);
        waiting.add(piece);
        if (closed && waiting.remove(piece)) {
            // The thread may have been gone already.
            otherwise.run();
        }
        wake();
    }

    /** Has the thread look up, even if there is no work. */
    void wake() {
        LockSupport.unpark(worker);
    }

    private void work() {
        while (!closed) {
            Piece piece = waiting.poll();
            try {
                if (piece != null) {
                    room.getAndIncrement();
                    piece.work.run();
                }
                afterwards.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("a comparison failed", e);
            }
            if (waiting.isEmpty() && !closed) {
                LockSupport.park(this);
            }
        }
        for (Piece piece = waiting.poll(); piece != null; piece = waiting.poll()) {
            piece.otherwise.run();
        }
    }

    /** Gives up what waits, and waits for the piece that is being worked on. */
    @Override
    public void close() {
        closed = true;
        wake();
        threads.join();
    }
}
