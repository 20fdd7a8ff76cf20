package io.github.ccmusic.models;

import java.time.Duration;

/**
 * That a network's kernels give the right answers on this machine: before it answers, each of its convolutions and linear layers is run
 * once, and some of the results are compared with sums in double precision.
 */
public final class KernelProof {
    private final String dialect;
    private final int layers;
    private final Duration time;
    private final float[] logits;

    /**
     * @param logits of the picture that the proof was made with; not copied
     */
    public KernelProof(String dialect, int layers, Duration time, float[] logits) {
        this.dialect = dialect;
        this.layers = layers;
        this.time = time;
        this.logits = logits;
    }

    /** Whose kernels the network uses, in a word: {@code XNNPACK}, {@code ONEDNN}, …. */
    public String dialect() {
        return dialect;
    }

    /** How many convolutions and linear layers were compared. */
    public int layers() {
        return layers;
    }

    /** What it took: one forward pass, and the comparison. */
    public Duration time() {
        return time;
    }

    /** The answer to the picture of noise that the proof was made with, [classes]; a copy. */
    public float[] logits() {
        return logits.clone();
    }

    @Override
    public String toString() {
        return layers + " proved on this machine, " + dialect;
    }
}
