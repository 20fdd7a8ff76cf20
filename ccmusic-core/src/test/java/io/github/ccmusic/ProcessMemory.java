package io.github.ccmusic;

import io.github.ccmusic.selfcheck.ResidentMemory;

/** What the process holds in memory. */
public final class ProcessMemory {
    private ProcessMemory() {}

    /** Resident memory outside of the Java heap, whose size is the collector's choice. */
    public static long nativeBytes() {
        System.gc();
        return ResidentMemory.bytes().orElseThrow() - Runtime.getRuntime().totalMemory();
    }
}
