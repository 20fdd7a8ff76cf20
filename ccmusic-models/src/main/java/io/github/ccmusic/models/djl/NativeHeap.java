package io.github.ccmusic.models.djl;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The C library's heap, where the engine's memory comes from: kept between calls, given back when a network comes or goes.
 *
 * <p>Left alone, glibc returns what a forward pass frees whenever that happens to lie at the end of the heap, and asks for it, page by
 * page, in the next one: with two networks in a process, eight pictures took MobileNet half as long again. And it keeps what lies
 * elsewhere: loading a network frees each kernel once it is packed, and of 559 MB of VGG some 130 MB would stay behind.
 */
final class NativeHeap {
    private static final Logger LOG = LoggerFactory.getLogger(NativeHeap.class);

    /** {@code M_TRIM_THRESHOLD} and {@code M_MMAP_THRESHOLD} of {@code malloc.h}. */
    private static final int TRIM_THRESHOLD = -1;

    private static final int MMAP_THRESHOLD = -3;

    /** The most that glibc allows for the second. */
    private static final int LARGEST_BLOCK = 32 << 20;

    /** What may lie free at the end of a heap: more than any but the largest networks need for a batch. */
    private static final int KEPT = 512 << 20;

    private static final @Nullable Function TRIM = find("malloc_trim");

    private NativeHeap() {}

    /** Null where there is no such function, or no way to call it: all this is but a matter of speed. */
    private static @Nullable Function find(String name) {
        try {
            return NativeLibrary.getProcess().getFunction(name);
        } catch (LinkageError | RuntimeException e) { // not glibc; no JNA; native access denied
            LOG.debug("no {}: memory is not kept between calls", name, e);
            return null;
        }
    }

    /** From now on keeps what is freed, up to a limit, until {@link #trim}; unless the environment says otherwise or the C library is not glibc. */
    static void keep() {
        boolean decided = System.getenv().keySet().stream()
                .anyMatch(name -> name.equals("MALLOC_TRIM_THRESHOLD_")
                        || name.equals("MALLOC_MMAP_THRESHOLD_")
                        || name.equals("GLIBC_TUNABLES"));
        Function mallopt = TRIM == null || decided ? null : find("mallopt");
        if (mallopt != null) {
            mallopt.invokeInt(new Object[] {MMAP_THRESHOLD, LARGEST_BLOCK});
            mallopt.invokeInt(new Object[] {TRIM_THRESHOLD, KEPT});
        }
    }

    /** Gives free memory back to the system, where the C library is glibc; elsewhere does nothing. */
    static void trim() {
        if (TRIM != null) {
            TRIM.invokeInt(new Object[] {new NativeLong(0)});
        }
    }
}
