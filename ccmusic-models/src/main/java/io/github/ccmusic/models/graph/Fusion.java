package io.github.ccmusic.models.graph;

import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws into a convolution (or a linear layer, or a sum) what directly follows it: the batch norm, whose scale can be folded
 * into the kernel; the residual that is added; the activation. The result computes the same with fewer steps.
 *
 * <p>A step is drawn in only if nobody else reads the value between the two.
 */
public final class Fusion {
    private final IdentityHashMap<Node, Integer> readers = new IdentityHashMap<>();
    private final IdentityHashMap<Node, Node> rewritten = new IdentityHashMap<>();

    private Fusion(Graph graph) {
        for (Node node : graph.nodes()) {
            node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
        }
    }

    /** The same network in fewer steps. */
    public static Graph of(Graph graph) {
        Fusion fusion = new Fusion(graph);
        for (Node node : graph.nodes()) {
            fusion.rewritten.put(node, fusion.rewrite(node));
        }
        return Graph.endingIn(fusion.now(graph.output()));
    }

    private Node rewrite(Node node) {
        Node merged = null;
        if (node.op() instanceof Op.Normalize normalize) {
            merged = intoConvolution(node, normalize);
        } else if (node.op() instanceof Op.Activate activate) {
            merged = intoWhatItFollows(node, activate.function());
        } else if (node.op() instanceof Op.Add) {
            merged = intoAddend(node);
        }
        return merged != null
                ? merged
                : new Node(node.op(), node.inputs().stream().map(this::now).toList());
    }

    private @Nullable Node intoConvolution(Node node, Op.Normalize normalize) {
        Node before = readByNobodyElse(node, 0);
        return before != null && before.op() instanceof Op.Convolution conv && isBare(conv) && conv.norm() == null
                ? new Node(conv.with(normalize.norm()), before.inputs())
                : null;
    }

    private @Nullable Node intoWhatItFollows(Node node, Activation function) {
        Node before = readByNobodyElse(node, 0);
        Op merged = before == null ? null : activated(before.op(), function);
        return before == null || merged == null ? null : new Node(merged, before.inputs());
    }

    private @Nullable Node intoAddend(Node node) {
        for (int i = 0; i < 2; i++) {
            Node before = readByNobodyElse(node, i);
            if (before != null && before.op() instanceof Op.Convolution conv && isBare(conv)) {
                Node other = now(node.inputs().get(1 - i));
                return new Node(conv.addingInput(), List.of(before.inputs().get(0), other));
            }
        }
        return null;
    }

    private static boolean isBare(Op.Convolution conv) {
        return !conv.addsInput() && conv.activation() == Activation.NONE;
    }

    private static @Nullable Op activated(Op op, Activation function) {
        if (op instanceof Op.Convolution conv && conv.activation() == Activation.NONE) {
            return conv.with(function);
        }
        if (op instanceof Op.Linear linear && linear.activation() == Activation.NONE) {
            return linear.with(function);
        }
        if (op instanceof Op.Add add && add.activation() == Activation.NONE) {
            return add.with(function);
        }
        return null;
    }

    /** The rewritten input of a node, if the node alone reads it. */
    private @Nullable Node readByNobodyElse(Node node, int input) {
        Node before = node.inputs().get(input);
        return readers.getOrDefault(before, 0) == 1 ? now(before) : null;
    }

    private Node now(Node original) {
        Node node = rewritten.get(original);
        if (node == null) {
            throw new IllegalStateException("steps out of order: " + original);
        }
        return node;
    }
}
