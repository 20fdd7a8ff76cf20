package io.github.ccmusic.models.djl;

import io.github.ccmusic.models.graph.Dialect;
import java.util.List;

/** Which dialects may be tried for a network, the quickest first. */
final class DialectChoice {
    private DialectChoice() {}

    /**
     * The dialects for a machine.
     *
     * @param processor of the machine
     * @param cpu whether the network runs on it, not on a GPU
     * @param half whether it computes in bfloat16
     * @param threads how many one call may use
     */
    static List<Dialect> of(Processor processor, boolean cpu, boolean half, int threads) {
        if (!cpu) {
            return List.of(Dialect.PLAIN);
        }
        if (half) {
            return List.of(Dialect.BFLOAT16);
        }
        if (!processor.mayTryOneDnn()) {
            return List.of(Dialect.XNNPACK_ALONE, Dialect.MATRICES);
        }
        return threads == 1
                ? List.of(Dialect.XNNPACK, Dialect.XNNPACK_ALONE, Dialect.ONEDNN, Dialect.MATRICES, Dialect.PLAIN)
                : List.of(Dialect.ONEDNN, Dialect.MATRICES, Dialect.PLAIN, Dialect.XNNPACK_ALONE);
    }

    /** Whether a dialect may be tried at all: what could end the process may not. */
    static boolean allows(Processor processor, Dialect dialect) {
        return processor.mayTryOneDnn() || dialect == Dialect.XNNPACK_ALONE || dialect == Dialect.MATRICES;
    }
}
