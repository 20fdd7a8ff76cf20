package io.github.ccmusic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the process holds in memory, as Linux counts it. */
final class ProcessMemory {
    private static final int PAGE_BYTES = 4096;

    private ProcessMemory() {}

    /** Resident memory. */
    static long residentBytes() throws IOException {
        String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
        return Long.parseLong(pages[1]) * PAGE_BYTES;
    }

    /** Resident memory outside of the Java heap, whose size is the collector's choice. */
    static long nativeBytes() throws IOException {
        System.gc();
        return residentBytes() - Runtime.getRuntime().totalMemory();
    }
}
