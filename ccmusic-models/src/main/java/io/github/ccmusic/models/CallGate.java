package io.github.ccmusic.models;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the calls in flight, so that what they use is freed only after the last one has left.
 *
 * <p>A call costs two atomic additions and takes no lock.
 */
public final class CallGate {
    /** Set in {@link #state} once the gate is shut; the bits below count the calls inside. */
    private static final long SHUT = 1L << 62;

    private final AtomicLong state = new AtomicLong();
    private final CountDownLatch empty = new CountDownLatch(1);
    private final String what;

    /**
     * @param what names what the gate guards, in the error of a late call
     */
    public CallGate(String what) {
        this.what = what;
    }

    /**
     * Lets a call in; the caller leaves in a {@code finally}.
     *
     * @throws IllegalStateException if the gate is shut
     */
    public void enter() {
        if (!tryEnter()) {
            throw new IllegalStateException(what + " is closed");
        }
    }

    /** Lets a call in unless the gate is shut. */
    public boolean tryEnter() {
        if (state.incrementAndGet() < SHUT) {
            return true;
        }
        leave();
        return false;
    }

    public void leave() {
        if (state.decrementAndGet() == SHUT) {
            empty.countDown();
        }
    }

    /**
     * Shuts the gate and waits until the last call has left, however long that takes.
     *
     * @return whether this call is the one that shut it
     */
    public boolean shutAndWait() {
        boolean first = shut();
        boolean interrupted = false;
        while (true) {
            try {
                empty.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return first;
    }

    private boolean shut() {
        while (true) {
            long calls = state.get();
            if (calls >= SHUT) {
                return false;
            }
            if (state.compareAndSet(calls, calls + SHUT)) {
                if (calls == 0) {
                    empty.countDown();
                }
                return true;
            }
        }
    }
}
