package io.github.ccmusic.models.graph;

import java.util.List;

/**
 * A network as the engine takes it: the TorchScript text of one class, and the tensors to hand it before its first call.
 *
 * <p>The class has a method {@code forward(x: Tensor) -> Tensor} and, for the weight at index i, {@code load_i(w: Tensor)},
 * which brings it into the layout that {@code forward} reads.
 *
 * @param source the text of the class {@code __torch__.Network}
 * @param weights what to load, in order
 * @param inputShape the picture's shape, [3, height, width]
 * @param outputShape the answer's shape
 */
public record Program(String source, List<Weight> weights, Shape inputShape, Shape outputShape) {

    public Program {
        weights = List.copyOf(weights);
    }

    /** The method that takes the weight at {@code index}. */
    public static String loader(int index) {
        return "load_" + index;
    }

    static String attribute(int index) {
        return "w" + index;
    }
}
