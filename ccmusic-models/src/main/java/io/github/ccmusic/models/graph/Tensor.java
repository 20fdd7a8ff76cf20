package io.github.ccmusic.models.graph;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /** A value that is learned rather than computed; its key is stored with a leading extent of 1 for the batch. */
    public static Tensor learned(String key, int... dims) {
        return new Tensor(new Node(new Op.Learned(key, Shape.of(dims)), List.of()));
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

    public Tensor gelu() {
        return activate(Activation.GELU);
    }

    public Tensor linear(String key, int outFeatures) {
        return linear(key + ".weight", Op.LinearBias.of(key + ".bias"), outFeatures);
    }

    public Tensor linearWithoutBias(String key, int outFeatures) {
        return linear(key + ".weight", null, outFeatures);
    }

    /** A linear layer whose tensors are not called {@code weight} and {@code bias}, or whose bias is of another kind. */
    public Tensor linear(String weightKey, Op.@Nullable LinearBias bias, int outFeatures) {
        return then(new Op.Linear(weightKey, bias, shape().dim(-1), outFeatures, Activation.NONE));
    }

    /** Layer norm over the last dimension. */
    public Tensor layerNorm(String key, double epsilon) {
        return then(new Op.LayerNorm(key, shape().dim(-1), epsilon));
    }

    /** One learned factor a channel. */
    public Tensor layerScale(String key) {
        return then(new Op.LayerScale(key, shape().channels()));
    }

    /**
     * Attention among tokens: from [tokens, queries ‖ keys ‖ values] to [tokens, features].
     *
     * @param scale what the match of query and key is multiplied with
     * @param bias what is added to it; null for nothing
     */
    public Tensor attention(int heads, double scale, @Nullable WindowBias bias) {
        return then(new Op.Attention(heads, scale, bias));
    }

    /** As {@link #attention}, by the cosine between query and key and a learned factor a head. */
    public Tensor cosineAttention(String key, int heads, WindowBias bias) {
        return then(new Op.CosineAttention(key, heads, bias));
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

    /** This value and others behind it, channel after channel. */
    public Tensor concat(Tensor... others) {
        return concat(0, others);
    }

    /** This value and others behind it along one dimension. */
    public Tensor concat(int dim, Tensor... others) {
        return then(
                new Op.Concat(dim),
                Stream.concat(Stream.of(this), Stream.of(others)).toArray(Tensor[]::new));
    }

    /** The part from one place of a dimension to another (exclusive). */
    public Tensor slice(int dim, int from, int to) {
        return from == 0 && to == shape().dim(dim) ? this : then(new Op.Slice(dim, from, to));
    }

    /** The dimensions in another order: the first of the result is {@code order[0]} of this. */
    public Tensor permute(Integer... order) {
        return then(new Op.Permute(List.of(order)));
    }

    /** The same numbers, row-major, under another shape. */
    public Tensor reshape(int... dims) {
        return then(new Op.Reshape(Shape.of(dims)));
    }

    /** From [channels, height, width] to [height, width, channels], which costs nothing. */
    public Tensor channelsLast() {
        return permute(1, 2, 0);
    }

    /** From [height, width, channels] to [channels, height, width], which costs nothing. */
    public Tensor channelsFirst() {
        return permute(2, 0, 1);
    }

    /** Zeros below and to the right of a map of [height, width, features], until both are multiples of a number. */
    public Tensor padToMultipleOf(int side) {
        int bottom = Math.floorMod(-shape().dim(0), side);
        int right = Math.floorMod(-shape().dim(1), side);
        return bottom == 0 && right == 0 ? this : then(new Op.Pad(bottom, right));
    }

    /** A map of [height, width, features] moved down and right; what leaves at one edge comes in at the other. */
    public Tensor roll(int down, int right) {
        return down == 0 && right == 0 ? this : then(new Op.Roll(down, right));
    }

    /** Cuts a map of [height, width, features] into squares: [windows, side · side, features]. */
    public Tensor windows(int side) {
        if (shape().dim(0) % side != 0 || shape().dim(1) % side != 0) {
            throw new IllegalArgumentException("a map of " + shape().dim(0) + "x" + shape().dim(1)
                    + " does not divide into windows of " + side + "x" + side + "; choose another picture size");
        }
        int rows = shape().dim(0) / side;
        int columns = shape().dim(1) / side;
        int features = shape().dim(2);
        return reshape(rows, side, columns, side, features)
                .permute(0, 2, 1, 3, 4)
                .reshape(rows * columns, side * side, features);
    }

    /** Puts the squares of {@link #windows} together again: [height, width, features]. */
    public Tensor fromWindows(int side, int height, int width) {
        int features = shape().dim(2);
        return reshape(height / side, width / side, side, side, features)
                .permute(0, 2, 1, 3, 4)
                .reshape(height, width, features);
    }

    /** Channels dealt out like cards: the first of each group, then the second of each, … */
    public Tensor channelShuffle(int groups) {
        return then(new Op.ChannelShuffle(groups));
    }

    /** This value, marked as what enters the head: the features of the picture. */
    public Tensor enteringHead() {
        return then(new Op.HeadInput());
    }

    private Tensor then(Op op) {
        return then(op, this);
    }

    private static Tensor then(Op op, Tensor... inputs) {
        return new Tensor(new Node(op, Stream.of(inputs).map(Tensor::node).toList()));
    }
}
