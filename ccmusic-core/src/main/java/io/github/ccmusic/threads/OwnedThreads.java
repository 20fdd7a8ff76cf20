package io.github.ccmusic.threads;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

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

    /**
     * Waits until every other thread that was started has ended, also while this one is interrupted; it stays interrupted then.
     */
    public void join() {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive() && thread != Thread.currentThread()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
