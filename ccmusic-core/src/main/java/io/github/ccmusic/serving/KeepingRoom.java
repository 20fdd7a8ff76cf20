package io.github.ccmusic.serving;

import java.util.concurrent.atomic.AtomicLong;

/** The memory in which sound may be kept for a second model to hear, shared by all calls of a router. Taking takes no lock. */
final class KeepingRoom {
    private final AtomicLong freeBytes;

    KeepingRoom(long bytes) {
        freeBytes = new AtomicLong(bytes);
    }

    /** Takes so much, to be given back, unless there is less. */
    boolean take(long bytes) {
        while (true) {
            long free = freeBytes.get();
            if (bytes > free) {
                return false;
            }
            if (freeBytes.compareAndSet(free, free - bytes)) {
                return true;
            }
        }
    }

    void giveBack(long bytes) {
        freeBytes.addAndGet(bytes);
    }

    long freeBytes() {
        return freeBytes.get();
    }
}
