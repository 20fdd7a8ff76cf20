package io.github.ccmusic.models.djl;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import org.jspecify.annotations.Nullable;

/**
 * The C library's heap, where the engine's memory comes from.
 *
 * <p>glibc keeps what is freed. Loading a network frees each kernel once it is packed, and of 559 MB of VGG some 130 MB would stay
 * behind; a network that is closed would leave as much.
 */
final class NativeHeap {
    private static final @Nullable Function TRIM = find("malloc_trim");

    private NativeHeap() {}

    private static @Nullable Function find(String name) {
        try {
            return NativeLibrary.getProcess().getFunction(name);
        } catch (UnsatisfiedLinkError notGlibc) {
            return null;
        }
    }

    /** Gives free memory back to the system, where the C library is glibc; elsewhere does nothing. */
    static void trim() {
        if (TRIM != null) {
            TRIM.invokeInt(new Object[] {new NativeLong(0)});
        }
    }
}
