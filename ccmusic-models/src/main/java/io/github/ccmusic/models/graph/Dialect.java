package io.github.ccmusic.models.graph;

/** Which operators a program may use. */
public enum Dialect {
    /** Public operators in channels-last layout: runs on every device. Convolutions are then whatever libtorch makes of them, on a CPU mostly oneDNN's. */
    PLAIN,
    /** As {@link #PLAIN}, but 1 × 1 convolutions as matrix products, which on a CPU are not oneDNN's. */
    MATRICES,
    /**
     * Convolutions as one oneDNN primitive each, with kernels laid out beforehand for the size of their input: on a CPU, in float32, on
     * several threads. These operators are private to libtorch, hence to be used only where a trial gives the right answer.
     */
    ONEDNN,
    /**
     * As {@link #ONEDNN}, but small layers by XNNPACK, which libtorch brings for phones and which costs next to nothing to call, where
     * oneDNN spends some 30 µs a convolution on finding the primitive that it used before. On one thread only: XNNPACK's pool of
     * threads and OpenMP's, which the rest of libtorch uses, wait for each other's cores.
     */
    XNNPACK,
    /** As {@link #XNNPACK}, but large convolutions by it too, so that nothing is left to oneDNN. On one thread only. */
    XNNPACK_ALONE,
    /** As {@link #ONEDNN}, in bfloat16 throughout. */
    BFLOAT16;

    /** Whether small layers are packed and computed by XNNPACK. */
    boolean packs() {
        return this == XNNPACK || this == XNNPACK_ALONE;
    }
}
