package io.github.ccmusic.models.arch;

import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
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

    /** Whether nothing is missing, unexpected or of another shape. */
    boolean isFit() {
        return missing.isEmpty() && unexpected.isEmpty() && misshaped.isEmpty();
    }

    /** The share of tensors that agree among all that are needed or there: 1 for a fit. */
    double share() {
        return (double) agreeing / Math.max(1, agreeing + missing.size() + unexpected.size() + misshaped.size());
    }
}
