package io.github.ccmusic.models;

/**
 * A network with its weights, ready to answer.
 *
 * <p>Owned by whoever loaded it, who closes it. {@link #logits} may be called from any number of threads;
 * {@link #close} waits for the calls in flight, and a call after it throws {@link IllegalStateException}.
 */
public interface Network extends AutoCloseable {

    /** Height in pixels of the pictures that this network takes. */
    int inputHeight();

    /** Width in pixels of the pictures that this network takes. */
    int inputWidth();

    /** How many classes it tells apart: the length of one picture's logits. */
    int classes();

    /**
     * Returns the logits of a batch of pictures.
     *
     * @param nchw the pictures, shape [batch, 3, height, width], row-major; read only, not kept
     * @param batch how many pictures there are, at least 1
     * @return logits, shape [batch, classes]; owned by the caller
     * @throws IllegalArgumentException if {@code nchw} is not of that shape
     * @throws IllegalStateException after {@link #close}
     */
    float[][] logits(float[] nchw, int batch);

    /** Frees the network's memory once the last call in flight has returned. A second call does nothing. */
    @Override
    void close();
}
