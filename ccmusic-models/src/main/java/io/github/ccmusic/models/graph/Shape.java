package io.github.ccmusic.models.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The shape of one example, without the batch dimension: {@code [channels, height, width]} of a feature map,
 * {@code [features]} of a vector, {@code [tokens, features]} of a sequence.
 *
 * @param dims the extents, outermost first
 */
public record Shape(List<Integer> dims) {

    public Shape {
        dims = List.copyOf(dims);
        for (int dim : dims) {
            if (dim < 1) {
                throw new IllegalArgumentException("every extent must be positive: " + dims);
            }
        }
    }

    public static Shape of(int... dims) {
        return new Shape(Arrays.stream(dims).boxed().toList());
    }

    public int rank() {
        return dims.size();
    }

    /** The extent of one dimension; negative counts from the end, as in Python. */
    public int dim(int index) {
        return dims.get(position(index));
    }

    /** This shape with another extent in one dimension, counted as in {@link #dim}. */
    public Shape with(int index, int extent) {
        List<Integer> changed = new ArrayList<>(dims);
        changed.set(position(index), extent);
        return new Shape(changed);
    }

    private int position(int index) {
        return index < 0 ? dims.size() + index : index;
    }

    /** Channels of a feature map, or the width of a vector: the first extent. */
    public int channels() {
        return dims.get(0);
    }

    public int height() {
        return requireMap().get(1);
    }

    public int width() {
        return requireMap().get(2);
    }

    /** How many numbers one example holds. */
    public int elementCount() {
        return dims.stream().reduce(1, Math::multiplyExact);
    }

    public long[] toLongs() {
        return dims.stream().mapToLong(Integer::longValue).toArray();
    }

    private List<Integer> requireMap() {
        if (dims.size() != 3) {
            throw new IllegalStateException("not a feature map of [channels, height, width]: " + dims);
        }
        return dims;
    }

    @Override
    public String toString() {
        return dims.toString();
    }
}
