package io.github.ccmusic.models.checkpoint;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How many bytes a piece of work allocates on this thread, kept or not. */
final class Allocation {

    /** What a reader may allocate over a file of a few kilobytes, were every figure in it at its limit. */
    static final long BOUND = 160L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    static long of(Work work) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }
}
