package io.github.ccmusic.models.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tensors by the names that a network gives them, such as {@code features.0.weight}, in the network's order.
 *
 * <p>Immutable. Borrows what its tensors borrow.
 */
public final class StateDict {

    private final Map<String, TensorData> tensors;

    private StateDict(Map<String, TensorData> tensors) {
        this.tensors = tensors;
    }

    /**
     * Returns a state dict of the given tensors.
     *
     * @param tensors by name; copied, order kept
     */
    public static StateDict of(Map<String, TensorData> tensors) {
        return new StateDict(Collections.unmodifiableMap(new LinkedHashMap<>(tensors)));
    }

    /** The names, in order. */
    public List<String> keys() {
        return List.copyOf(tensors.keySet());
    }

    /** The tensor of that name, or null if there is none. */
    public @Nullable TensorData get(String key) {
        return tensors.get(key);
    }

    /** Whether there is a tensor of that name. */
    public boolean contains(String key) {
        return tensors.containsKey(key);
    }

    /** How many tensors there are. */
    public int size() {
        return tensors.size();
    }

    /** The tensors by name, in order; unmodifiable. */
    public Map<String, TensorData> tensors() {
        return tensors;
    }

    /** How many elements the tensors have together. */
    public long elementCount() {
        return tensors.values().stream().mapToLong(TensorData::elementCount).reduce(0, Math::addExact);
    }

    /** The tensors whose names begin so, by what follows in their names. */
    public StateDict under(String prefix) {
        if (prefix.isEmpty()) {
            return this;
        }
        Map<String, TensorData> under = new LinkedHashMap<>();
        tensors.forEach((key, tensor) -> {
            if (key.startsWith(prefix)) {
                under.put(key.substring(prefix.length()), tensor);
            }
        });
        return of(under);
    }

    /** The same tensors without a prefix, if all names have it. */
    StateDict withoutCommonPrefix(String prefix) {
        return tensors.keySet().stream().allMatch(key -> key.startsWith(prefix)) ? under(prefix) : this;
    }
}
