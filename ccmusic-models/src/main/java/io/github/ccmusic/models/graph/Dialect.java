package io.github.ccmusic.models.graph;

/** Which operators a program may use. */
public enum Dialect {
    /** Public operators, in channels-last layout. */
    PLAIN,
    /**
     * Convolutions as one oneDNN primitive each, with kernels laid out beforehand and with sum and activation drawn in. These
     * operators are private to libtorch: to be used only where a trial run has given the plain program's answer.
     */
    ONEDNN
}
