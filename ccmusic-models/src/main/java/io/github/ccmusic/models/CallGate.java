package io.github.ccmusic.models;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls in flight, so that what they use is freed only after the last one has left.
 *
 * <p>A call costs two atomic additions and a note on its own thread, and takes no lock. The note is gone when the call has left; it lets
 * the gate refuse to be shut from inside, where it would wait for itself for ever. A thread that is inside may enter again, also once
 * the gate is shut.
 */
public final class CallGate {
    /** Set in {@link #state} once the gate is shut; the bits below count the calls inside. */
    private static final long SHUT = 1L << 62;

    private final AtomicLong state = new AtomicLong();
    private final AtomicBoolean freed = new AtomicBoolean();
    private final CountDownLatch empty = new CountDownLatch(1);
    private final String what;
    private final Runnable whenEmpty;

    /** How often this thread is inside; absent on a thread that is not. */
    @SuppressWarnings("ThreadLocalUsage") // of one gate, and removed when the thread leaves
    private final ThreadLocal<@Nullable Integer> depth = new ThreadLocal<>();

    /**
     * @param what names what the gate guards, in the error of a late call
     */
    public CallGate(String what) {
        this(what, () -> {});
    }

    /**
     * @param what names what the gate guards, in the error of a late call
     * @param whenEmpty done once, when the gate is shut and the last call has left: by the thread that shuts it, or by that of the call
     */
    public CallGate(String what, Runnable whenEmpty) {
        this.what = what;
        this.whenEmpty = whenEmpty;
    }

    /**
     * Lets a call in; the caller leaves in a {@code finally}, on the same thread.
     *
     * @throws IllegalStateException if the gate is shut
     */
    public void enter() {
        if (!tryEnter()) {
            throw closed();
        }
    }

    /** Lets a call in unless the gate is shut. */
    public boolean tryEnter() {
        if (state.incrementAndGet() < SHUT || isInside()) {
            deeper();
            return true;
        }
        left();
        return false;
    }

    /**
     * Lets another thread in on behalf of a call that is inside and stays there until this thread has left; also once the gate is shut.
     */
    public void enterForCallInside() {
        state.incrementAndGet();
        deeper();
    }

    public void leave() {
        Integer now = depth.get();
        if (now == null || now == 1) {
            depth.remove();
        } else {
            depth.set(now - 1);
        }
        left();
    }

    /** The error of a late call. */
    public IllegalStateException closed() {
        return new IllegalStateException(what + " is closed");
    }

    /**
     * Shuts the gate and waits until the last call has left, however long that takes.
     *
     * @return whether this call is the one that shut it
     * @throws IllegalStateException if this thread is inside; the gate stays as it is
     */
    public boolean shutAndWait() {
        requireOutside();
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

    /**
     * Shuts the gate and waits until the last call has left, for a while. A thread that is interrupted waits no longer, and stays
     * interrupted.
     *
     * @return whether the last call has left
     * @throws IllegalStateException if this thread is inside; the gate stays as it is
     */
    public boolean shutAndEmptyWithin(Duration atMost) {
        requireOutside();
        shut();
        try {
            return empty.await(nanos(atMost), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return empty.getCount() == 0;
        }
    }

    /**
     * Makes sure that this thread may shut the gate.
     *
     * @throws IllegalStateException if it is inside
     */
    public void requireOutside() {
        if (isInside()) {
            throw new IllegalStateException(
                    what + " cannot be closed from inside one of its calls, which it would wait for;"
                            + " close it after the call, or on another thread");
        }
    }

    private boolean isInside() {
        return depth.get() != null;
    }

    private void deeper() {
        Integer now = depth.get();
        depth.set(now == null ? 1 : now + 1);
    }

    private void left() {
        if (state.decrementAndGet() == SHUT) {
            free();
        }
    }

    private boolean shut() {
        while (true) {
            long calls = state.get();
            if (calls >= SHUT) {
                return false;
            }
            if (state.compareAndSet(calls, calls + SHUT)) {
                if (calls == 0) {
                    free();
                }
                return true;
            }
        }
    }

    /** Late calls that are turned away come by here as well, so that the count may fall to zero more than once. */
    private void free() {
        if (freed.compareAndSet(false, true)) {
            try {
                whenEmpty.run();
            } finally {
                empty.countDown();
            }
        }
    }

    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
