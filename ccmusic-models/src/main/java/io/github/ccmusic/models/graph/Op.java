package io.github.ccmusic.models.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The words of the vocabulary. Each knows the shape of its result, the tensors it needs from a checkpoint, and how it is said
 * in TorchScript; what each computes is what the operator of the same name computes in torch.
 */
public sealed interface Op {

    Shape outputShape(List<Shape> inputs);

    /** What the state dict must hold for it. */
    default List<Parameter> parameters() {
        return List.of();
    }

    /** The expression for the result of {@code node}, whose operation this is. */
    String torchScript(TorchScript out, Node node);

    private static String in(TorchScript out, Node node, int input) {
        return out.name(node.inputs().get(input));
    }

    /** The picture, [3, height, width]. */
    record Input(Shape shape) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            return shape;
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            throw new IllegalStateException("the input is a parameter of the program, not a step");
        }
    }

    /** Marks what enters the head, and passes it on. */
    record HeadInput() implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            return inputs.get(0);
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            throw new IllegalStateException("where the head begins is the end of a method, not a step");
        }
    }

    /**
     * A convolution with what may directly follow it: norm, sum with a second input, activation, in this order.
     *
     * @param addsInput whether the node's second input is added before the activation
     */
    record Convolution(
            String key,
            int inChannels,
            int outChannels,
            Window window,
            @Nullable BatchNorm norm,
            boolean addsInput,
            Activation activation)
            implements Op {

        public Convolution {
            if (inChannels % window.groups() != 0 || outChannels % window.groups() != 0) {
                throw new IllegalArgumentException(key + ": " + inChannels + " and " + outChannels
                        + " channels do not divide into " + window.groups() + " groups");
            }
        }

        Convolution with(BatchNorm newNorm) {
            return new Convolution(key, inChannels, outChannels, window, newNorm, addsInput, activation);
        }

        Convolution with(Activation newActivation) {
            return new Convolution(key, inChannels, outChannels, window, norm, addsInput, newActivation);
        }

        Convolution addingInput() {
            return new Convolution(key, inChannels, outChannels, window, norm, true, activation);
        }

        List<Integer> kernelShape() {
            return List.of(outChannels, inChannels / window.groups(), window.height(), window.width());
        }

        /** The kernel that the program computes with. */
        public Weight kernel() {
            return norm == null
                    ? new Weight.Stored(key + ".weight", kernelShape())
                    : new Weight.NormedKernel(key + ".weight", kernelShape(), norm);
        }

        /** The bias that the program computes with; null without one. */
        public @Nullable Weight effectiveBias() {
            String stored = window.bias() ? key + ".bias" : null;
            if (norm != null) {
                return new Weight.NormedBias(stored, norm);
            }
            return stored == null ? null : new Weight.Stored(stored, List.of(outChannels));
        }

        @Override
        public Shape outputShape(List<Shape> inputs) {
            Shape x = inputs.get(0);
            return Shape.of(outChannels, window.outputHeight(x.height()), window.outputWidth(x.width()));
        }

        @Override
        public List<Parameter> parameters() {
            List<Parameter> all = new ArrayList<>();
            all.add(new Parameter(key + ".weight", kernelShape(), true));
            if (window.bias()) {
                all.add(Parameter.required(key + ".bias", outChannels));
            }
            if (norm != null) {
                all.addAll(norm.parameters());
            }
            return all;
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return new ConvolutionScript(out, this, node).expression();
        }
    }

    /** A batch norm with no convolution before it that could take it in. */
    record Normalize(BatchNorm norm) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            return inputs.get(0);
        }

        @Override
        public List<Parameter> parameters() {
            return norm.parameters();
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return "torch.addcmul(%s, %s, %s)"
                    .formatted(
                            out.weight(new Weight.NormShift(norm)),
                            in(out, node, 0),
                            out.weight(new Weight.NormScale(norm)));
        }
    }

    record Activate(Activation function) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            return inputs.get(0);
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return function.of(in(out, node, 0));
        }
    }

    /**
     * A fully connected layer over the last dimension, with the activation that may directly follow it.
     *
     * @param weightKey the key of the matrix, [outFeatures, inFeatures]
     */
    record Linear(String weightKey, @Nullable LinearBias bias, int inFeatures, int outFeatures, Activation activation)
            implements Op {

        Linear with(Activation newActivation) {
            return new Linear(weightKey, bias, inFeatures, outFeatures, newActivation);
        }

        @Override
        public Shape outputShape(List<Shape> inputs) {
            return inputs.get(0).with(-1, outFeatures);
        }

        @Override
        public List<Parameter> parameters() {
            Parameter weight = Parameter.required(weightKey, outFeatures, inFeatures);
            return bias == null ? List.of(weight) : List.of(weight, Parameter.required(bias.key(), outFeatures));
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return out.linear(this, node);
        }
    }

    /**
     * What a linear layer adds.
     *
     * @param key of the tensor, [outFeatures]
     * @param sparesKeys whether the layer makes queries, keys and values, and its bias for keys counts as zero whatever the
     *     checkpoint holds there (Swin V2)
     */
    record LinearBias(String key, boolean sparesKeys) {
        public static LinearBias of(String key) {
            return new LinearBias(key, false);
        }

        /** The bias of queries and values. */
        public static LinearBias sparingKeys(String key) {
            return new LinearBias(key, true);
        }
    }

    /** Each vector along the last dimension to mean 0 and variance 1, then scaled and shifted. */
    record LayerNorm(String key, int features, double epsilon) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            return inputs.get(0);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(Parameter.required(key + ".weight", features), Parameter.required(key + ".bias", features));
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            List<Integer> shape = List.of(features);
            return "torch.layer_norm(%s, %s, %s, %s, %s)"
                    .formatted(
                            in(out, node, 0),
                            shape,
                            out.weight(new Weight.Stored(key + ".weight", shape)),
                            out.weight(new Weight.Stored(key + ".bias", shape)),
                            epsilon);
        }
    }

    /**
     * Attention among the tokens of a sequence: each becomes a mean of all values, weighted by how its query matches their keys.
     *
     * @param heads how many parts the features fall into, each with an attention of its own
     * @param scale what the match of query and key is multiplied with
     * @param bias what is added to it; null for nothing
     */
    record Attention(int heads, double scale, @Nullable WindowBias bias) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            return attended(inputs.get(0), heads);
        }

        /** From [tokens, queries ‖ keys ‖ values] to [tokens, features]. */
        static Shape attended(Shape qkv, int heads) {
            int features = qkv.dim(-1) / 3;
            if (qkv.dim(-1) != 3 * features || features % heads != 0) {
                throw new IllegalArgumentException(
                        qkv + " does not divide into queries, keys and values of " + heads + " heads");
            }
            return qkv.with(-1, features);
        }

        @Override
        public List<Parameter> parameters() {
            return bias == null ? List.of() : bias.parameters();
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            QueryKeyValue qkv = QueryKeyValue.of(out, in(out, node, 0), heads);
            return qkv.attention(qkv.query(), qkv.key(), bias == null ? "None" : bias.torchScript(out), scale);
        }
    }

    /**
     * {@link Attention} that matches queries and keys by the cosine between them, times a learned factor for each head
     * (Swin V2).
     *
     * @param key the module that holds {@code logit_scale}
     */
    record CosineAttention(String key, int heads, WindowBias bias) implements Op {
        /** The factor is learned as a logarithm, and clamped so that no match weighs more than this. */
        private static final double MAX_LOGIT_SCALE = Math.log(100);

        @Override
        public Shape outputShape(List<Shape> inputs) {
            return Attention.attended(inputs.get(0), heads);
        }

        @Override
        public List<Parameter> parameters() {
            return Stream.concat(
                            Stream.of(Parameter.required(key + ".logit_scale", heads, 1, 1)),
                            bias.parameters().stream())
                    .toList();
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            String factor = out.weight(
                    new Weight.Stored(key + ".logit_scale", List.of(heads, 1, 1)),
                    "torch.exp(torch.clamp_max(w, %s))".formatted(MAX_LOGIT_SCALE));
            QueryKeyValue qkv = QueryKeyValue.of(out, in(out, node, 0), heads);
            String query = out.let("torch.mul_(%s, %s)".formatted(unit(out, qkv.query()), factor));
            return qkv.attention(query, unit(out, qkv.key()), bias.torchScript(out), 1);
        }

        /** Vectors along the last dimension at length 1. */
        private static String unit(TorchScript out, String vectors) {
            String length = "torch.clamp_min_(torch.norm(%s, 2, [-1], True), 1e-12)".formatted(vectors);
            return out.let("torch.div(%s, %s)".formatted(vectors, length));
        }
    }

    /** One learned factor a channel ("layer scale"), stored as [channels, 1, 1]. */
    record LayerScale(String key, int channels) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            return inputs.get(0);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(Parameter.required(key, channels, 1, 1));
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return "torch.mul(%s, %s)"
                    .formatted(in(out, node, 0), out.weight(new Weight.Stored(key, List.of(channels, 1, 1))));
        }
    }

    /** A value that is learned rather than computed, the same for every example; stored with a leading 1 for the batch. */
    record Learned(String key, Shape shape) implements Op {
        private List<Integer> stored() {
            return Stream.concat(Stream.of(1), shape.dims().stream()).toList();
        }

        @Override
        public Shape outputShape(List<Shape> inputs) {
            return shape;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(new Parameter(key, stored(), true));
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            String kept = ", -1".repeat(shape.rank());
            return "torch.expand(%s, [torch.size(x, 0)%s])"
                    .formatted(out.weight(new Weight.Stored(key, stored())), kept);
        }
    }

    record MaxPool(int size, int stride, int padding, boolean ceil) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            Shape x = inputs.get(0);
            return Shape.of(x.channels(), extent(x.height()), extent(x.width()));
        }

        private int extent(int input) {
            int room = input + 2 * padding - size;
            int steps = ceil ? (room + stride - 1) / stride : room / stride;
            // torch: the last window must begin inside the input or its left padding
            if (ceil && steps * stride >= input + padding) {
                steps--;
            }
            return steps + 1;
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return "torch.max_pool2d(%s, [%d, %d], [%d, %d], [%d, %d], [1, 1], %s)"
                    .formatted(
                            in(out, node, 0), size, size, stride, stride, padding, padding, TorchScript.literal(ceil));
        }
    }

    record AveragePool(int size, int stride, int padding) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            Shape x = inputs.get(0);
            return Shape.of(
                    x.channels(),
                    (x.height() + 2 * padding - size) / stride + 1,
                    (x.width() + 2 * padding - size) / stride + 1);
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return "torch.avg_pool2d(%s, [%d, %d], [%d, %d], [%d, %d])"
                    .formatted(in(out, node, 0), size, size, stride, stride, padding, padding);
        }
    }

    /** The mean over cells of a grid of the given size; 1×1 is the mean over the whole map. */
    record AdaptiveAveragePool(int height, int width) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            return Shape.of(inputs.get(0).channels(), height, width);
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            if (height == 1 && width == 1) {
                // The same mean, and the quickest to call of the three operators that compute it.
                Shape x = node.inputs().get(0).shape();
                return "torch.avg_pool2d(%s, %s, [1, 1], [0, 0])"
                        .formatted(in(out, node, 0), TorchScript.pair(x.height(), x.width()));
            }
            return "torch.adaptive_avg_pool2d(%s, [%d, %d])".formatted(in(out, node, 0), height, width);
        }
    }

    /** The sum of two values of one shape, with the activation that may directly follow it. */
    record Add(Activation activation) implements Op {

        Add with(Activation newActivation) {
            return new Add(newActivation);
        }

        @Override
        public Shape outputShape(List<Shape> inputs) {
            if (!inputs.get(0).equals(inputs.get(1))) {
                throw new IllegalArgumentException("cannot add " + inputs.get(0) + " and " + inputs.get(1));
            }
            return inputs.get(0);
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return activation.overwriting("torch.add(%s, %s)".formatted(in(out, node, 0), in(out, node, 1)));
        }
    }

    /** The first value scaled by the second, which has one number a channel. */
    record Scale() implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            return inputs.get(0);
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            String operator = out.mayOverwriteInput(node) ? "torch.mul_(%s, %s)" : "torch.mul(%s, %s)";
            return operator.formatted(in(out, node, 0), in(out, node, 1));
        }
    }

    /** Values laid behind each other along one dimension. */
    record Concat(int dim) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            Shape first = inputs.get(0);
            int extent = 0;
            for (Shape shape : inputs) {
                if (!shape.with(dim, 1).equals(first.with(dim, 1))) {
                    throw new IllegalArgumentException("cannot join " + inputs + " along dimension " + dim);
                }
                extent += shape.dim(dim);
            }
            return first.with(dim, extent);
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            String joined = node.inputs().stream().map(out::name).collect(Collectors.joining(", "));
            return "torch.cat([%s], %d)".formatted(joined, dim + 1);
        }
    }

    /** The part of a value from one place of a dimension to another (exclusive). */
    record Slice(int dim, int from, int to) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            Shape x = inputs.get(0);
            if (from < 0 || to > x.dim(dim)) {
                throw new IllegalArgumentException("no " + from + " to " + to + " in dimension " + dim + " of " + x);
            }
            return x.with(dim, to - from);
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return "torch.slice(%s, %d, %d, %d)".formatted(in(out, node, 0), dim + 1, from, to);
        }
    }

    /** The dimensions in another order: the first of the result is {@code order[0]} of the input. */
    record Permute(List<Integer> order) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            return new Shape(order.stream().map(inputs.get(0)::dim).toList());
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            List<Integer> withBatch = Stream.concat(Stream.of(0), order.stream().map(dim -> dim + 1))
                    .toList();
            return "torch.permute(%s, %s)".formatted(in(out, node, 0), withBatch);
        }
    }

    /** The same numbers in the same row-major order under another shape. */
    record Reshape(Shape shape) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            if (inputs.get(0).elementCount() != shape.elementCount()) {
                throw new IllegalArgumentException(inputs.get(0) + " cannot be read as " + shape);
            }
            return shape;
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            List<Integer> withBatch =
                    Stream.concat(Stream.of(-1), shape.dims().stream()).toList();
            return "torch.reshape(%s, %s)".formatted(in(out, node, 0), withBatch);
        }
    }

    /** Zeros below and to the right of a map of [height, width, features]. */
    record Pad(int bottom, int right) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            Shape x = inputs.get(0);
            return x.with(0, x.dim(0) + bottom).with(1, x.dim(1) + right);
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return "torch.constant_pad_nd(%s, [0, 0, 0, %d, 0, %d])".formatted(in(out, node, 0), right, bottom);
        }
    }

    /** A map of [height, width, features] moved down and right; what leaves at one edge comes in at the other. */
    record Roll(int down, int right) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            return inputs.get(0);
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return "torch.roll(%s, [%d, %d], [1, 2])".formatted(in(out, node, 0), down, right);
        }
    }

    /** Channels dealt out like cards: the first of each group, then the second of each, … */
    record ChannelShuffle(int groups) implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            return inputs.get(0);
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return "torch.channel_shuffle(%s, %d)".formatted(in(out, node, 0), groups);
        }
    }

    /** One vector of all numbers, channel by channel. */
    record Flatten() implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            return Shape.of(inputs.get(0).elementCount());
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return "torch.flatten(%s, 1)".formatted(in(out, node, 0));
        }
    }
}
