package io.github.ccmusic.models.arch;

import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Op;
import io.github.ccmusic.models.graph.Tensor;

/** Compares what an architecture needs with what a state dict holds, strictly. */
public final class StateDictCheck {
    /** From which share of agreeing tensors on a likeness is worth telling. */
    private static final double LOOKS_LIKE = 0.5;

    private StateDictCheck() {}

    /**
     * The head that a state dict was saved with: its kind by its keys, its classes by its last layer.
     *
     * <p>Where neither kind's keys are all there, it is the kind of which more are: {@link #requireFit} then says what is wrong.
     */
    public static Head headOf(Architecture architecture, StateDict stateDict) {
        Head best = Head.linear(1);
        long most = -1;
        for (Head.Kind kind : Head.Kind.values()) {
            Graph graph = graph(architecture, new Head(kind, 1));
            long present = graph.parameters().stream()
                    .filter(parameter -> stateDict.contains(parameter.key()))
                    .count();
            if (present > most) {
                most = present;
                best = new Head(kind, classes(graph, stateDict));
            }
        }
        return best;
    }

    /** The width of the last layer, 1 if it is not there. */
    private static int classes(Graph graph, StateDict stateDict) {
        int classes = 1;
        for (var node : graph.nodes()) {
            if (node.op() instanceof Op.Linear || node.op() instanceof Op.Convolution) {
                TensorData weight = stateDict.get(node.op().parameters().get(0).key());
                classes = weight == null || weight.shape().length == 0
                        ? 1
                        : (int) Math.min(Integer.MAX_VALUE, Math.max(1, weight.shape()[0]));
            }
        }
        return classes;
    }

    static Graph graph(Architecture architecture, Head head) {
        int size = architecture.inputSize();
        return Graph.endingIn(architecture.logits(Tensor.picture(size, size), head));
    }

    /**
     * Returns if the state dict holds every tensor that the network needs, in the shape that it needs, and no other.
     *
     * @throws StateDictMismatchException otherwise, with all differences
     */
    public static void requireFit(Architecture architecture, Head head, Graph graph, StateDict stateDict)
            throws StateDictMismatchException {
        Comparison comparison = Comparison.of(architecture, graph, stateDict);
        if (!comparison.isFit()) {
            // Where nothing agrees, nothing is known of the head either.
            String details = comparison.agreeing() == 0
                    ? ""
                    : " with " + head.classes() + " classes and the head '"
                            + head.kind().id() + "'";
            throw new StateDictMismatchException(
                    "the weights are not those of " + architecture.name() + details,
                    comparison.missing(),
                    comparison.unexpected(),
                    comparison.misshaped(),
                    advice(architecture, head, stateDict));
        }
    }

    private static String advice(Architecture expected, Head head, StateDict stateDict) {
        return Recognition.of(stateDict, Architectures.builtIn().with(expected))
                .filter(recognition -> recognition.share() >= LOOKS_LIKE)
                .filter(recognition -> !recognition.isOf(expected, head))
                .map(recognition -> "They look like those of " + recognition
                        + ": compare \"arch\", \"num_classes\" and \"head\" in config.json")
                .orElse("Compare \"arch\", \"num_classes\" and \"head\" in config.json with the checkpoint");
    }
}
