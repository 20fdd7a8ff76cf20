package io.github.ccmusic.models;

import java.util.Optional;

/**
 * A network with its weights, ready to answer.
 *
 * <p>Owned by whoever loaded it, who closes it. {@link #logits} and {@link #features} may be called from any number of threads;
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
     * @throws IllegalStateException after {@link #close}, or if the engine fails at it, as for want of memory
     */
    float[][] logits(float[] nchw, int batch);

    /**
     * Returns what enters the network's head, its last layers, for a batch of pictures: what it sees in them before it decides.
     *
     * <p>The length depends on the architecture: 512 for {@code resnet18}, 25 088 for {@code vgg19_bn}, whose head reads a map of
     * [512, 7, 7] flattened, channel by channel. SqueezeNet's head begins with a convolution; there it is the mean of each channel.
     *
     * @param nchw the pictures, shape [batch, 3, height, width], row-major; read only, not kept
     * @param batch how many pictures there are, at least 1
     * @return shape [batch, features]; owned by the caller
     * @throws IllegalArgumentException if {@code nchw} is not of that shape
     * @throws IllegalStateException after {@link #close}, or if the engine fails at it, as for want of memory
     * @throws UnsupportedOperationException if the architecture does not say where its head begins
     */
    float[][] features(float[] nchw, int batch);

    /** How it was proved that this network computes rightly on this machine; empty for one that was not, such as a fake. */
    default Optional<KernelProof> proof() {
        return Optional.empty();
    }

    /** Frees the network's memory once the last call in flight has returned. A second call does nothing. */
    @Override
    void close();
}
