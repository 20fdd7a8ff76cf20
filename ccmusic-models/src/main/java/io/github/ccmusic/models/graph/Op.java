package io.github.ccmusic.models.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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
            return out.convolution(this, node);
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

    /** A fully connected layer over the last dimension, with the activation that may directly follow it. */
    record Linear(String key, int inFeatures, int outFeatures, boolean bias, Activation activation) implements Op {

        Linear with(Activation newActivation) {
            return new Linear(key, inFeatures, outFeatures, bias, newActivation);
        }

        @Override
        public Shape outputShape(List<Shape> inputs) {
            List<Integer> dims = new ArrayList<>(inputs.get(0).dims());
            dims.set(dims.size() - 1, outFeatures);
            return new Shape(dims);
        }

        @Override
        public List<Parameter> parameters() {
            Parameter weight = Parameter.required(key + ".weight", outFeatures, inFeatures);
            return bias ? List.of(weight, Parameter.required(key + ".bias", outFeatures)) : List.of(weight);
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return out.linear(this, node);
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

    /** Feature maps laid behind each other, channel after channel. */
    record Concat() implements Op {
        @Override
        public Shape outputShape(List<Shape> inputs) {
            int channels = inputs.stream().mapToInt(Shape::channels).sum();
            return Shape.of(channels, inputs.get(0).height(), inputs.get(0).width());
        }

        @Override
        public String torchScript(TorchScript out, Node node) {
            return node.inputs().stream().map(out::name).collect(Collectors.joining(", ", "torch.cat([", "], 1)"));
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
