package io.github.ccmusic.models.graph;

/** Which operators a program may use. */
public enum Dialect {
    /** Public operators in channels-last layout: runs on every device. */
    PLAIN,
    /**
     * Convolutions by XNNPACK, which libtorch brings for phones: packed when the weights are loaded, clamping activations drawn in,
     * and next to nothing to call, where oneDNN spends some 30 µs a convolution on finding the primitive that it used before. On a
     * CPU, in float32. These operators are no promise of libtorch's, hence to be used only where a trial gives the plain answer.
     */
    XNNPACK,
    /**
     * Everything in bfloat16, convolutions as one oneDNN primitive each with kernels laid out beforehand: on a CPU. These operators are
     * private to libtorch, and are tried like XNNPACK's.
     */
    BFLOAT16
}
