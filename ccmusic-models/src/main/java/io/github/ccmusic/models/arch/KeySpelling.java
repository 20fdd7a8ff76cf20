package io.github.ccmusic.models.arch;

import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import io.github.ccmusic.models.graph.Parameter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A state dict by the keys that an architecture has today: torchvision's of former years renamed, and a head of one linear layer
 * brought to where such a layer is.
 *
 * @param note what is not sure about it
 */
record KeySpelling(StateDict stateDict, Optional<String> note) {

    static KeySpelling of(Architecture architecture, Heads heads, StateDict found) {
        return withHead(heads, renamed(found, architecture::today));
    }

    private static KeySpelling withHead(Heads heads, StateDict stateDict) {
        LastLayer own = heads.lastLayer(Head.Kind.LINEAR);
        if (own.classes(stateDict) > 0) {
            return new KeySpelling(stateDict, Optional.empty());
        }
        @Nullable String last = own.onlyOneUnder(own.key(), stateDict);
        if (last != null) {
            return moved(own, last, own, stateDict);
        }
        LastLayer only = heads.lastLayer(Head.Kind.ONE_LINEAR);
        Set<String> modules = new LinkedHashSet<>(Set.of(only.key()));
        modules.add(heads.module());
        for (String module : modules) {
            @Nullable String name = only.onlyOneUnder(module, stateDict);
            if (name != null) {
                return moved(only, name, heads.isOneLayer() ? own : only, stateDict);
            }
        }
        return new KeySpelling(stateDict, Optional.empty());
    }

    private static KeySpelling moved(LastLayer layer, String name, LastLayer to, StateDict stateDict) {
        Map<String, String> names = new LinkedHashMap<>();
        for (Parameter tensor : layer.tensors()) {
            names.put(layer.renamed(tensor, name), layer.renamed(tensor, to.key()));
        }
        return new KeySpelling(
                renamed(stateDict, key -> names.getOrDefault(key, key)),
                name.endsWith(".1") && !name.equals(to.key())
                        ? Optional.of("the head is one linear layer, '" + name
                                + "'. What stands before it in its Sequential has no"
                                + " weights, so that the file does not tell; dropout is supposed")
                        : Optional.empty());
    }

    /** The same tensors by other names; the same state dict if none is renamed, or if two would have one name. */
    private static StateDict renamed(StateDict stateDict, UnaryOperator<String> names) {
        Map<String, TensorData> renamed = new LinkedHashMap<>();
        stateDict.tensors().forEach((key, tensor) -> renamed.put(names.apply(key), tensor));
        boolean isSame = renamed.size() < stateDict.size()
                || renamed.keySet().equals(stateDict.tensors().keySet());
        return isSame ? stateDict : StateDict.of(renamed);
    }
}
