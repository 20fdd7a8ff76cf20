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

    /** The same once the threads of a moment ago are gone, each of which holds tens of megabytes of the engine's working memory. */
    public static long settledNativeBytes() throws InterruptedException {
        long least = nativeBytes();
        for (int i = 0; i < 20; i++) {
            Thread.sleep(100);
            least = Math.min(least, nativeBytes());
        }
        return least;
    }
}
