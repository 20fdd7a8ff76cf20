package io.github.ccmusic.models.arch;

import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Node;
import io.github.ccmusic.models.graph.Op;
import io.github.ccmusic.models.graph.Parameter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layer that makes the logits.
 *
 * @param key its module's name in the state dict
 * @param tensors its weight, and its bias if it has one
 */
record LastLayer(String key, List<Parameter> tensors) {

    static LastLayer of(Graph graph) {
        Op layer = graph.nodes().stream()
                .map(Node::op)
                .filter(op -> op instanceof Op.Linear || op instanceof Op.Convolution)
                .reduce((first, second) -> second)
                .orElseThrow();
        List<Parameter> tensors = layer.parameters();
        String weight = tensors.get(0).key();
        return new LastLayer(weight.substring(0, weight.lastIndexOf('.')), tensors);
    }

    /** How many classes a state dict's layer of this name has, by its weight, else by its bias; 0 if it has neither. */
    int classes(StateDict stateDict) {
        for (Parameter each : tensors) {
            TensorData found = stateDict.get(each.key());
            if (found != null && found.shape().length > 0) {
                return (int) Math.min(Integer.MAX_VALUE, Math.max(1, found.shape()[0]));
            }
        }
        return 0;
    }

    /**
     * The name of the one layer that a state dict has under a module's name, if it is like this one but for the number of classes and
     * nothing else is there: the module's own, or the first or second in a Sequential.
     */
    @Nullable
    String onlyOneUnder(String module, StateDict stateDict) {
        List<String> present = stateDict.keys().stream()
                .filter(key -> key.startsWith(module + "."))
                .toList();
        return List.of(module, module + ".0", module + ".1").stream()
                .filter(name -> present.size() == tensors.size()
                        && tensors.stream().allMatch(tensor -> isLike(tensor, stateDict.get(renamed(tensor, name)))))
                .findFirst()
                .orElse(null);
    }

    /** What a tensor of this layer is called if the layer has another name. */
    String renamed(Parameter tensor, String name) {
        return name + tensor.key().substring(key.length());
    }

    private static boolean isLike(Parameter needed, @Nullable TensorData found) {
        if (found == null || found.shape().length != needed.shape().size()) {
            return false;
        }
        long[] inputs =
                needed.shape().stream().skip(1).mapToLong(Integer::longValue).toArray();
        return Arrays.equals(inputs, 0, inputs.length, found.shape(), 1, found.shape().length);
    }
}
