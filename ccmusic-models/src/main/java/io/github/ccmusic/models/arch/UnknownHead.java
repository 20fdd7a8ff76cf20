package io.github.ccmusic.models.arch;

import io.github.ccmusic.models.checkpoint.StateDict;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells of a state dict whose network is an architecture's up to a head that nobody here knows. */
final class UnknownHead {
    private UnknownHead() {}

    /** What to say of it; empty if the head is known, or if more than the head is amiss. */
    static Optional<String> in(Heads heads, Head wanted, StateDict stateDict, Comparison comparison) {
        String module = heads.module();
        boolean onlyHead = Stream.of(comparison.missing(), comparison.unexpected(), comparison.misshaped())
                .flatMap(List::stream)
                .allMatch(key -> key.startsWith("'" + module + "."));
        boolean known = heads.lastLayer(wanted.kind()).classes(stateDict) > 0;
        if (known
                || !onlyHead
                || comparison.agreeing() == 0
                || comparison.cause().isPresent()) {
            return Optional.empty();
        }
        List<String> found = stateDict.tensors().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(module + "."))
                .map(entry ->
                        entry.getKey() + " " + Arrays.toString(entry.getValue().shape()))
                .toList();
        Map<List<String>, String> expected = new LinkedHashMap<>();
        for (Head.Kind kind : Head.Kind.values()) {
            expected.putIfAbsent(heads.layers(kind), kind.id());
        }
        return Optional.of("The head is none that is known here: found under '" + module + "' "
                + (found.isEmpty() ? "is nothing" : "are " + Keys.shown(found)) + "; expected "
                + expected.entrySet().stream()
                        .map(entry ->
                                "the layers " + Keys.shown(entry.getKey()) + " of the head '" + entry.getValue() + "'")
                        .collect(Collectors.joining(", or ")));
    }
}
