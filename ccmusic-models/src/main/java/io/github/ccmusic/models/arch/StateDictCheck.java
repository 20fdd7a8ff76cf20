package io.github.ccmusic.models.arch;

import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.graph.Graph;
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
        return new Heads(architecture).in(stateDict);
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
            throw mismatch(architecture, head, comparison, "", stateDict);
        }
    }

    /**
     * What to say of a state dict that does not fit.
     *
     * @param where in it the weights are, for the message; empty if they are all of it
     */
    static StateDictMismatchException mismatch(
            Architecture architecture, Head head, Comparison comparison, String where, StateDict stateDict) {
        // Where nothing agrees, or the last layer is not there, nothing is known of the head either.
        String last = LastLayer.of(graph(architecture, head)).tensors().get(0).key();
        boolean isUnknown = comparison.agreeing() == 0 || comparison.missing().contains("'" + last + "'");
        String details = isUnknown
                ? ""
                : " with " + head.classes() + " classes and the head '"
                        + head.kind().id() + "'";
        return new StateDictMismatchException(
                "the weights" + where + " are not those of " + architecture.name() + details,
                comparison.missing(),
                comparison.unexpected(),
                comparison.misshaped(),
                advice(architecture, head, comparison, stateDict));
    }

    private static String advice(Architecture expected, Head head, Comparison comparison, StateDict stateDict) {
        return comparison
                .cause()
                .orElseGet(() -> Recognition.of(
                                stateDict, Architectures.builtIn().with(expected))
                        .filter(recognition -> recognition.share() >= LOOKS_LIKE)
                        .filter(recognition -> !recognition.isOf(expected, head))
                        .map(recognition -> "They look like those of " + recognition
                                + ": compare \"arch\", \"num_classes\" and \"head\" in config.json")
                        .orElse("Compare \"arch\", \"num_classes\" and \"head\" in config.json with the checkpoint"));
    }
}
