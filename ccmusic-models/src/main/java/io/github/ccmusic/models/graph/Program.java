package io.github.ccmusic.models.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network as the engine takes it: the TorchScript text of one class, and the tensors to hand it before its first call.
 *
 * <p>The class has a method {@code forward(x: Tensor) -> Tensor}, which takes [batch, height, width, 3], and, for the weight at
 * index i, {@code load_i(w: Tensor)}, which brings it into the form that {@code forward} reads. Weights are to be loaded in order.
 *
 * @param source the text of the class {@code __torch__.Network}
 * @param slots what to load, in order
 * @param samples what the method {@code proof(x: Tensor) -> Tensor} gives of one picture: for each point of each sample the part of
 *     the layer's input and then the channels of its output, and at the end the answer
 * @param inputShape the picture's shape, [3, height, width]
 * @param outputShape the answer's shape
 * @param featureShape the shape of what enters the head, which the method {@code features(x: Tensor) -> Tensor} gives; null if the
 *     network has no head and the class no such method
 */
public record Program(
        String source,
        List<Slot> slots,
        List<ProductSample> samples,
        Shape inputShape,
        Shape outputShape,
        @Nullable Shape featureShape) {

    /** An attribute of the class: what is loaded into it, and the form that it then has. */
    public record Slot(Weight weight, Form form) {}

    /** What an attribute holds. */
    public enum Form {
        TENSOR("Tensor"),
        /** A layer packed by XNNPACK. */
        PACKED("__torch__.torch.classes.xnnpack.Conv2dOpContext");

        private final String type;

        Form(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }

        /** The type of the attribute, which holds nothing until the weights are loaded, unless it is a tensor. */
        String attributeType() {
            return this == TENSOR ? type : "Optional[" + type + "]";
        }
    }

    public Program {
        slots = List.copyOf(slots);
        samples = List.copyOf(samples);
    }

    /** Whether it calls operators that only a libtorch with oneDNN has. */
    public boolean callsOneDnn() {
        return source.contains("ops.mkldnn.");
    }

    /** The method that takes the weight at {@code index}. */
    public static String loader(int index) {
        return "load_" + index;
    }

    static String attribute(int index) {
        return "w" + index;
    }
}
