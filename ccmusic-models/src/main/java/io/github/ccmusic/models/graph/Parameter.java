package io.github.ccmusic.models.graph;

import java.util.List;

/**
 * A tensor that a checkpoint of an architecture must hold.
 *
 * @param key its name in the state dict
 * @param shape its extents; empty for a scalar
 * @param required whether a checkpoint without it is refused
 */
public record Parameter(String key, List<Integer> shape, boolean required) {

    /** How many numbers it holds. */
    public long elementCount() {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    static Parameter required(String key, Integer... shape) {
        return new Parameter(key, List.of(shape), true);
    }

    static Parameter optional(String key, Integer... shape) {
        return new Parameter(key, List.of(shape), false);
    }
}
