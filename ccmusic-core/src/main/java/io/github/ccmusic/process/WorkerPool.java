package io.github.ccmusic.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Workers of one kind that are kept for the next piece of work: no more than so many at once, and a new one in the place of each that
 * died.
 *
 * <p>May be used by any number of threads. Closing it closes those that are idle; one that is out is closed when it is given back.
 */
public final class WorkerPool implements AutoCloseable {
    private final WorkerSpec spec;
    private final Semaphore places;
    private final Deque<Worker> idle = new ArrayDeque<>();
    private boolean closed;

    /** A pool of no process yet. */
    public WorkerPool(WorkerSpec spec, int atOnce) {
        this.spec = spec;
        this.places = new Semaphore(atOnce, true);
    }

    /** Starts a process ahead of its first piece of work. */
    public void warmUp() throws IOException {
        giveBack(take());
    }

    /**
     * Takes a worker, which the caller gives back; waits while as many as may be are out.
     *
     * @throws IOException if none can be started
     * @throws InterruptedIOException if the thread is interrupted while it waits
     * @throws IllegalStateException after {@link #close}
     */
    public Worker take() throws IOException {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while every worker process had work to do");
        }
        Worker worker = null;
        try {
            worker = idle();
            if (worker == null) {
                worker = Worker.start(spec);
            }
            return worker;
        } finally {
            if (worker == null) {
                places.release();
            }
        }
    }

    /** Takes a worker back; one that died, or owes an answer, is ended. */
    public void giveBack(Worker worker) {
        places.release();
        boolean kept = false;
        synchronized (this) {
            if (!closed && worker.isIdle()) {
                idle.push(worker);
                kept = true;
            }
        }
        if (!kept) {
            worker.close();
        }
    }

    private @Nullable Worker idle() {
        while (true) {
            Worker worker;
            synchronized (this) {
                if (closed) {
                    throw new IllegalStateException("the worker processes are closed");
                }
                worker = idle.poll();
            }
            if (worker == null || worker.isIdle()) {
                return worker;
            }
            worker.close();
        }
    }

    @Override
    public void close() {
        Deque<Worker> leaving;
        synchronized (this) {
            closed = true;
            leaving = new ArrayDeque<>(idle);
            idle.clear();
        }
        leaving.forEach(Worker::close);
    }
}
