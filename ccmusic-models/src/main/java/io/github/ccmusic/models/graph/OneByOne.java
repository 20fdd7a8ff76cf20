package io.github.ccmusic.models.graph;

import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds up to where the pictures of a batch are better taken one by one.
 *
 * <p>The first steps of a convolutional network make much of few weights: the maps of one picture stay in the processor's cache, those
 * of a batch do not. The last steps make little of many weights, which one by one are read from memory again for every picture. The
 * border is put where least is read twice.
 */
final class OneByOne {
    private OneByOne() {}

    /** The last step to take one by one; null for none. */
    static @Nullable Node last(Graph graph) {
        List<Node> steps = graph.nodes();
        IdentityHashMap<Node, Integer> lastReader = new IdentityHashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            for (Node input : steps.get(i).inputs()) {
                lastReader.put(input, i);
            }
        }
        long cost = 0;
        long least = 0;
        int neededUntil = 0;
        Node best = null;
        for (int i = 0; i < steps.size() && !(steps.get(i).op() instanceof Op.HeadInput); i++) {
            Node step = steps.get(i);
            cost += weights(step) - map(step);
            if (neededUntil <= i && cost < least) {
                least = cost;
                best = step;
            }
            neededUntil = Math.max(neededUntil, lastReader.getOrDefault(step, 0));
        }
        return best;
    }

    private static long map(Node step) {
        boolean isComputed = !(step.op() instanceof Op.Input);
        return isComputed && step.shape().rank() == 3 ? step.shape().elementCount() : 0;
    }

    private static long weights(Node step) {
        return step.op().parameters().stream()
                .mapToLong(Parameter::elementCount)
                .sum();
    }
}
