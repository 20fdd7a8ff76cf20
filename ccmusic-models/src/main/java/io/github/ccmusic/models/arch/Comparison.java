package io.github.ccmusic.models.arch;

import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a network needs, held against what a state dict has.
 *
 * @param agreeing how many tensors are there as they are needed
 * @param missing the keys, quoted, of those that are needed and not there
 * @param unexpected the keys, quoted, of those that are there for nothing
 * @param misshaped the keys, quoted, of those of another shape, and the shapes
 */
record Comparison(int agreeing, List<String> missing, List<String> unexpected, List<String> misshaped) {

    static Comparison of(Architecture architecture, Graph graph, StateDict stateDict) {
        int agreeing = 0;
        List<String> missing = new ArrayList<>();
        List<String> misshaped = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Parameter parameter : graph.parameters()) {
            known.add(parameter.key());
            TensorData tensor = stateDict.get(parameter.key());
            if (tensor == null) {
                if (parameter.required()) {
                    missing.add("'" + parameter.key() + "'");
                }
            } else if (fits(parameter, tensor)) {
                agreeing++;
            } else {
                misshaped.add("'" + parameter.key() + "' is " + Arrays.toString(tensor.shape()) + ", needed is "
                        + parameter.shape());
            }
        }
        List<String> unexpected = stateDict.keys().stream()
                .filter(key -> !known.contains(key) && !architecture.ignores(key))
                .map(key -> "'" + key + "'")
                .toList();
        return new Comparison(agreeing, missing, unexpected, misshaped);
    }

    private static boolean fits(Parameter parameter, TensorData tensor) {
        long[] needed = parameter.shape().stream().mapToLong(Integer::longValue).toArray();
        return Arrays.equals(needed, tensor.shape());
    }

    /** What was done to the network before it was saved, if its keys tell, and what to do instead. */
    Optional<String> cause() {
        if (!missing.isEmpty() && missing.stream().allMatch(key -> key.matches(".*\\.running_(mean|var)'"))) {
            return Optional.of(
                    "Only running statistics are missing: save model.state_dict(), not its named_parameters()");
        }
        if (unexpected.stream().anyMatch(key -> key.endsWith("_orig'"))) {
            return Optional.of(
                    "The network is pruned: call torch.nn.utils.prune.remove(layer, \"weight\") before it is saved");
        }
        if (unexpected.stream().anyMatch(key -> key.endsWith(".weight_g'") || key.contains(".parametrizations."))) {
            return Optional.of(
                    "Weights are parametrised, as by weight_norm: call torch.nn.utils.remove_weight_norm(layer), or"
                            + " parametrize.remove_parametrizations(layer, \"weight\"), before they are saved");
        }
        return Optional.empty();
    }

    /** Whether nothing is missing, unexpected or of another shape. */
    boolean isFit() {
        return missing.isEmpty() && unexpected.isEmpty() && misshaped.isEmpty();
    }

    /** The share of tensors that agree among all that are needed or there: 1 for a fit. */
    double share() {
        return (double) agreeing / Math.max(1, agreeing + missing.size() + unexpected.size() + misshaped.size());
    }
}
