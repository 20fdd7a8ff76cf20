package io.github.ccmusic.models.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A whole network, described: its steps in an order in which they can be run, the last being the answer.
 *
 * <p>Immutable, and free of weights: those come from a checkpoint when the network is loaded.
 */
public final class Graph {
    private final List<Node> nodes;

    private Graph(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** The network that ends in {@code output}. */
    public static Graph endingIn(Tensor output) {
        return endingIn(output.node());
    }

    static Graph endingIn(Node output) {
        List<Node> order = new ArrayList<>();
        visit(output, order, Collections.newSetFromMap(new IdentityHashMap<>()));
        return new Graph(order);
    }

    /** Depth first, inputs before their reader; networks are a few hundred steps deep at most. */
    private static void visit(Node node, List<Node> order, Set<Node> seen) {
        if (!seen.add(node)) {
            return;
        }
        for (Node input : node.inputs()) {
            visit(input, order, seen);
        }
        order.add(node);
    }

    /** The steps, each after those that it reads. */
    public List<Node> nodes() {
        return nodes;
    }

    public Node output() {
        return nodes.get(nodes.size() - 1);
    }

    /** The shape of the picture, [3, height, width]. */
    public Shape inputShape() {
        return nodes.stream()
                .filter(node -> node.op() instanceof Op.Input)
                .findFirst()
                .orElseThrow()
                .shape();
    }

    /** The shape of the features: the vector that enters the head, or the mean of the map that does; empty without a head. */
    public Optional<Shape> featureShape() {
        return nodes.stream()
                .filter(node -> node.op() instanceof Op.HeadInput)
                .findFirst()
                .map(node -> Shape.of(node.shape().channels()));
    }

    /** What the state dict must hold, in the order of the steps. */
    public List<Parameter> parameters() {
        return nodes.stream().flatMap(node -> node.op().parameters().stream()).toList();
    }
}
