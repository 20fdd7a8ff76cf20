package io.github.ccmusic.process;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a worker is to run, and how much it may take.
 *
 * @param main the class whose {@code main} calls {@link WorkerChild#serve}
 * @param heapBytes its Java heap
 * @param answerWithin how long it may take for one answer, the start of its JVM included
 * @param residentBytes its resident memory, native memory included, above which it is ended; looked at while an answer is awaited,
 *     where the system tells
 */
public record WorkerSpec(Class<?> main, long heapBytes, Duration answerWithin, OptionalLong residentBytes) {

    public WorkerSpec {
        if (heapBytes < 1 << 21) {
            throw new IllegalArgumentException("heapBytes must be 2 MiB at least: " + heapBytes);
        }
        if (answerWithin.isNegative() || answerWithin.isZero()) {
            throw new IllegalArgumentException("answerWithin must be positive: " + answerWithin);
        }
    }

    /** A worker with a heap of 64 MiB and half a minute for each answer. */
    public static WorkerSpec running(Class<?> main) {
        return new WorkerSpec(main, 64 << 20, Duration.ofSeconds(30), OptionalLong.empty());
    }

    public WorkerSpec heapBytes(long bytes) {
        return new WorkerSpec(main, bytes, answerWithin, residentBytes);
    }

    public WorkerSpec answerWithin(Duration limit) {
        return new WorkerSpec(main, heapBytes, limit, residentBytes);
    }

    public WorkerSpec residentBytes(OptionalLong limit) {
        return new WorkerSpec(main, heapBytes, answerWithin, limit);
    }
}
