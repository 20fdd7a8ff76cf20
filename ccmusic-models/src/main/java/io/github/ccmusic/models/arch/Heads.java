package io.github.ccmusic.models.arch;

import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Parameter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An architecture with each of the heads, of one class: what all of them have in common is not the head. */
final class Heads {
    private final Map<Head.Kind, Graph> graphs = new EnumMap<>(Head.Kind.class);

    Heads(Architecture architecture) {
        for (Head.Kind kind : Head.Kind.values()) {
            graphs.put(kind, StateDictCheck.graph(architecture, new Head(kind, 1)));
        }
    }

    Graph with(Head.Kind kind) {
        return Objects.requireNonNull(graphs.get(kind));
    }

    LastLayer lastLayer(Head.Kind kind) {
        return LastLayer.of(with(kind));
    }

    /** Whether torchvision's own head is one layer too. */
    boolean isOneLayer() {
        return with(Head.Kind.LINEAR).parameters().size()
                == with(Head.Kind.ONE_LINEAR).parameters().size();
    }

    /** The module in which every head is, at the top of the network. */
    String module() {
        return lastLayer(Head.Kind.LINEAR).key().split("\\.", 2)[0];
    }

    /** The layers of a head, by their names. */
    List<String> layers(Head.Kind kind) {
        return with(kind).parameters().stream()
                .map(Parameter::key)
                .filter(key -> key.startsWith(module() + ".") && key.endsWith(".weight"))
                .map(key -> key.substring(0, key.length() - ".weight".length()))
                .toList();
    }

    /** The head of which a state dict has most keys, with the classes of its last layer, or with one if that is not there. */
    Head in(StateDict stateDict) {
        Head best = Head.linear(1);
        long most = -1;
        for (Head.Kind kind : Head.Kind.values()) {
            long present = with(kind).parameters().stream()
                    .filter(parameter -> stateDict.contains(parameter.key()))
                    .count();
            if (present > most) {
                most = present;
                best = new Head(kind, Math.max(1, lastLayer(kind).classes(stateDict)));
            }
        }
        return best;
    }
}
