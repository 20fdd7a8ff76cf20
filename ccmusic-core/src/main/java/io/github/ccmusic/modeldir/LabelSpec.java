package io.github.ccmusic.modeldir;

import java.util.List;
import java.util.Map;

/**
 * The names of the classes, as far as config.json says.
 *
 * @param ids in the order of the last layer; empty if not given
 * @param displayNames by language code, each in the order of the last layer
 * @param parents the coarser genre by the finer one
 */
public record LabelSpec(List<String> ids, Map<String, List<String>> displayNames, Map<String, String> parents) {
    public LabelSpec {
        ids = List.copyOf(ids);
        displayNames = Map.copyOf(displayNames);
        parents = Map.copyOf(parents);
    }
}
