package io.github.ccmusic.process;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a worker is to run, and how much it may take.
 *
 * @param main the class whose {@code main} calls {@link WorkerChild#serve}
 * @param heapBytes its Java heap
 * @param answerWithin how long it may take for one answer, the start of its JVM included
 * @param residentBytes its resident memory, native memory included, above which it is ended; looked at while an answer is awaited,
 *     where the system tells
 * @param flags for its JVM, besides those that every worker has
 */
public record WorkerSpec(
        Class<?> main, long heapBytes, Duration answerWithin, OptionalLong residentBytes, List<String> flags) {

    public WorkerSpec {
        if (heapBytes < 1 << 21) {
            throw new IllegalArgumentException("heapBytes must be 2 MiB at least: " + heapBytes);
        }
        if (answerWithin.isNegative() || answerWithin.isZero()) {
            throw new IllegalArgumentException("answerWithin must be positive: " + answerWithin);
        }
        flags = List.copyOf(flags);
    }

    /** A worker with a heap of 64 MiB and half a minute for each answer. */
    public static WorkerSpec running(Class<?> main) {
        return new WorkerSpec(main, 64 << 20, Duration.ofSeconds(30), OptionalLong.empty(), List.of());
    }

    public WorkerSpec heapBytes(long bytes) {
        return new WorkerSpec(main, bytes, answerWithin, residentBytes, flags);
    }

    public WorkerSpec answerWithin(Duration limit) {
        return new WorkerSpec(main, heapBytes, limit, residentBytes, flags);
    }

    public WorkerSpec residentBytes(OptionalLong limit) {
        return new WorkerSpec(main, heapBytes, answerWithin, limit, flags);
    }

    /** For Java that is hardly more than glue: compiled once, quickly. */
    public WorkerSpec compilingQuickly() {
        return new WorkerSpec(main, heapBytes, answerWithin, residentBytes, List.of("-XX:TieredStopAtLevel=1"));
    }
}
