package io.github.ccmusic.models.graph;

import java.util.List;
import java.util.stream.Stream;

/**
 * A value inside a network that is being described: each method adds a step to the description and returns its result, so that
 * an architecture reads like its {@code forward} in torchvision. Nothing is computed here.
 *
 * <p>Shapes exclude the batch. Keys are module names as they stand in the state dict, without {@code .weight}.
 */
public final class Tensor {
    private final Node node;

    private Tensor(Node node) {
        this.node = node;
    }

    /** The picture that a network is given: RGB planes, [3, height, width]. */
    public static Tensor picture(int height, int width) {
        return new Tensor(new Node(new Op.Input(Shape.of(3, height, width)), List.of()));
    }

    public Shape shape() {
        return node.shape();
    }

    Node node() {
        return node;
    }

    public Tensor conv(String key, int outChannels, Window window) {
        return then(new Op.Convolution(key, shape().channels(), outChannels, window, null, false, Activation.NONE));
    }

    public Tensor batchNorm(String key) {
        return batchNorm(key, 1e-5);
    }

    public Tensor batchNorm(String key, double epsilon) {
        return then(new Op.Normalize(new BatchNorm(key, shape().channels(), epsilon)));
    }

    public Tensor activate(Activation function) {
        return function == Activation.NONE ? this : then(new Op.Activate(function));
    }

    public Tensor relu() {
        return activate(Activation.RELU);
    }

    public Tensor linear(String key, int outFeatures) {
        return then(new Op.Linear(key, shape().dim(-1), outFeatures, true, Activation.NONE));
    }

    public Tensor maxPool(int size, int stride, int padding) {
        return then(new Op.MaxPool(size, stride, padding, false));
    }

    /** As {@link #maxPool}, but windows that begin inside the input and end outside count too. */
    public Tensor maxPoolCeil(int size, int stride, int padding) {
        return then(new Op.MaxPool(size, stride, padding, true));
    }

    public Tensor avgPool(int size, int stride, int padding) {
        return then(new Op.AveragePool(size, stride, padding));
    }

    public Tensor adaptiveAvgPool(int height, int width) {
        return then(new Op.AdaptiveAveragePool(height, width));
    }

    /** The mean of each channel, [channels, 1, 1]. */
    public Tensor globalAvgPool() {
        return adaptiveAvgPool(1, 1);
    }

    public Tensor flatten() {
        return then(new Op.Flatten());
    }

    public Tensor add(Tensor other) {
        return then(new Op.Add(Activation.NONE), this, other);
    }

    /** Scales each channel by a number of its own; {@code gate} is [channels, 1, 1]. */
    public Tensor scale(Tensor gate) {
        return then(new Op.Scale(), this, gate);
    }

    public Tensor concat(Tensor... others) {
        return then(
                new Op.Concat(),
                Stream.concat(Stream.of(this), Stream.of(others)).toArray(Tensor[]::new));
    }

    private Tensor then(Op op) {
        return then(op, this);
    }

    private static Tensor then(Op op, Tensor... inputs) {
        return new Tensor(new Node(op, Stream.of(inputs).map(Tensor::node).toList()));
    }
}
