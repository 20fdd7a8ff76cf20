package io.github.ccmusic.threads;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Daemon threads of one name, all of which can be waited for: an executor that has terminated may still have threads on their way out. */
public final class OwnedThreads implements ThreadFactory {
    private final String name;
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    public OwnedThreads(String name) {
        this.name = name;
    }

    @Override
    public Thread newThread(Runnable work) {
        threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    /** Starts a thread. */
    public Thread start(Runnable work) {
        Thread thread = newThread(work);
        thread.start();
        return thread;
    }

    /** Whether the calling thread is one of these. */
    public boolean areCalling() {
        return threads.contains(Thread.currentThread());
    }

    /**
     * Waits until every other thread that was started has ended, also while this one is interrupted; it stays interrupted then.
     */
    public void join() {
        joinFor(Long.MAX_VALUE);
    }

    /** Does the same, but no longer than so long, and tells whether all have ended. */
    public boolean join(Duration patience) {
        return joinFor(TimeUnit.NANOSECONDS.convert(patience));
    }

    private boolean joinFor(long nanos) {
        long start = System.nanoTime();
        boolean interrupted = false;
        boolean ended = true;
        for (Thread thread : threads) {
            long left = nanos - (System.nanoTime() - start);
            while (thread.isAlive() && thread != Thread.currentThread() && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                left = nanos - (System.nanoTime() - start);
            }
            ended &= !thread.isAlive() || thread == Thread.currentThread();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }
}
