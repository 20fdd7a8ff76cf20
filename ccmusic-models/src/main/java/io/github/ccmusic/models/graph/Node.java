package io.github.ccmusic.models.graph;

import java.util.List;

/**
 * One step of a network: an operation, the steps whose results it reads, and the shape of its own result.
 *
 * <p>Two nodes are equal only if they are the same object.
 */
public final class Node {
    private final Op op;
    private final List<Node> inputs;
    private final Shape shape;

    Node(Op op, List<Node> inputs) {
        this.op = op;
        this.inputs = List.copyOf(inputs);
        this.shape = op.outputShape(inputs.stream().map(Node::shape).toList());
    }

    public Op op() {
        return op;
    }

    public List<Node> inputs() {
        return inputs;
    }

    public Shape shape() {
        return shape;
    }

    @Override
    public String toString() {
        return op + " -> " + shape;
    }
}
