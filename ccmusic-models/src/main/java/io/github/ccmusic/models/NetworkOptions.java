package io.github.ccmusic.models;

/**
 * Where and how a network computes.
 *
 * @param device {@code cpu}; {@code gpu} or {@code cuda} (the first GPU), {@code gpu1} or {@code cuda:1} (the second), …; {@code mps}
 *     (Apple's)
 * @param threads how many threads one call may use on a CPU. The engine has one pool of threads a process: the first network that
 *     is loaded decides, a later one that asks for another number gets that pool and a warning. With 1, which is best where several
 *     threads call at once, there is no pool
 * @param precision of weights and intermediates; the answer is float32 in any case
 */
public record NetworkOptions(String device, int threads, Precision precision) {

    /** Number formats that a network can compute in. */
    public enum Precision {
        FLOAT32,
        /** Faster where the processor has it, and less exact: see the results page. */
        BFLOAT16
    }

    public NetworkOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be positive: " + threads);
        }
    }

    /** The CPU, one thread a call, float32. */
    public static NetworkOptions defaults() {
        return new NetworkOptions("cpu", 1, Precision.FLOAT32);
    }

    public NetworkOptions device(String name) {
        return new NetworkOptions(name, threads, precision);
    }

    public NetworkOptions threads(int count) {
        return new NetworkOptions(device, count, precision);
    }

    public NetworkOptions precision(Precision format) {
        return new NetworkOptions(device, threads, format);
    }
}
