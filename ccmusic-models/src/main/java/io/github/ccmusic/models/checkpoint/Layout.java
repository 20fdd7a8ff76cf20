package io.github.ccmusic.models.checkpoint;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which elements of a storage a tensor is made of: element (i, j, …) lies at offset + i·strides[0] + j·strides[1] + ….
 *
 * <p>Every figure comes from a file, so every product and sum is exact.
 */
final class Layout {

    /** The most dimensions that torch gives a tensor. */
    static final int MAX_RANK = 64;

    /**
     * How many elements a tensor may have if its storage has fewer. Only {@code expand} makes such tensors, and a few
     * bytes of file could otherwise ask for any amount of memory.
     */
    private static final long MAX_EXPANDED = 1L << 24;

    /**
     * How many elements of storage a tensor may span whose elements overlap, as those of {@code unfold} do. Such a
     * span is read whole; any other tensor is read in one pass.
     */
    private static final long MAX_OVERLAPPING_SPAN = 1L << 21;

    private final long offset;
    private final long[] shape;
    private final long[] strides;
    private final long count;

    private Layout(long offset, long[] shape, long[] strides, long count) {
        this.offset = offset;
        this.shape = shape;
        this.strides = strides;
        this.count = count;
    }

    /**
     * The layout that a file describes.
     *
     * @throws FormatException if it is no layout of a storage of that many elements
     */
    static Layout checked(long offset, long[] shape, long[] strides, long storageElements) throws FormatException {
        if (shape.length != strides.length || shape.length > MAX_RANK) {
            throw refusal(offset, shape, strides, "expected as many strides as dimensions, " + MAX_RANK + " at most");
        }
        boolean negative = offset < 0;
        for (int d = 0; d < shape.length; d++) {
            negative |= shape[d] < 0 || strides[d] < 0;
        }
        if (negative) {
            throw refusal(offset, shape, strides, "expected no negative figure");
        }
        try {
            Layout layout = new Layout(offset, shape, strides, count(shape));
            String problem = layout.problem(storageElements);
            if (problem != null) {
                throw refusal(offset, shape, strides, problem);
            }
            return layout;
        } catch (ArithmeticException e) {
            throw refusal(offset, shape, strides, "these figures multiply past 2^63");
        }
    }

    private @Nullable String problem(long storageElements) {
        if (count > 0 && last() >= storageElements) {
            return "it ends at element " + last() + ", past the " + storageElements + " elements of its storage";
        }
        if (count > Math.max(storageElements, MAX_EXPANDED)) {
            return "it repeats elements until there are " + count + ", more than " + MAX_EXPANDED
                    + ". Save tensor.clone() in its place";
        }
        if (!isContiguous() && last() - offset >= MAX_OVERLAPPING_SPAN && !Axis.goesForward(axes())) {
            return "it overlaps itself. Save tensor.contiguous() in its place";
        }
        return null;
    }

    private static FormatException refusal(long offset, long[] shape, long[] strides, String problem) {
        return new FormatException("of shape " + Arrays.toString(shape) + ", strides " + Arrays.toString(strides)
                + " and offset " + offset + ": " + problem);
    }

    long offset() {
        return offset;
    }

    long[] shape() {
        return shape.clone();
    }

    long[] strides() {
        return strides.clone();
    }

    long count() {
        return count;
    }

    /** The index in the storage of the element that lies furthest; meaningless without elements. */
    long last() {
        long last = offset;
        for (int d = 0; d < shape.length; d++) {
            last = Math.addExact(last, Math.multiplyExact(shape[d] - 1, strides[d]));
        }
        return last;
    }

    /** Whether the elements lie one after the other in row-major order. */
    boolean isContiguous() {
        long expected = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            if (shape[d] != 1 && strides[d] != expected) {
                return count == 0;
            }
            expected *= shape[d];
        }
        return true;
    }

    /** The two halves of the outermost dimension that has any; there must be more than one element. */
    List<Layout> halves() {
        int d = 0;
        while (shape[d] == 1) {
            d++;
        }
        long head = shape[d] / 2;
        return List.of(narrow(d, 0, head), narrow(d, head, shape[d] - head));
    }

    private Layout narrow(int dimension, long start, long length) {
        long[] narrowed = shape.clone();
        narrowed[dimension] = length;
        return new Layout(offset + start * strides[dimension], narrowed, strides, count / shape[dimension] * length);
    }

    /**
     * The dimensions as a walk that goes forward through the storage wherever one exists: longest source stride first,
     * those that can be walked as one joined, those of length 1 left out. Elements are written to row-major places.
     */
    List<Axis> axes() {
        long[] rowMajor = rowMajorStrides(shape);
        List<Axis> outerToInner = IntStream.range(0, shape.length)
                .filter(d -> shape[d] != 1)
                .mapToObj(d -> new Axis(shape[d], strides[d], rowMajor[d]))
                .sorted(Comparator.comparingLong(Axis::source).reversed())
                .toList();
        return Axis.joined(outerToInner);
    }

    static long count(long[] shape) {
        for (long length : shape) {
            if (length == 0) {
                return 0;
            }
        }
        long count = 1;
        for (long length : shape) {
            count = Math.multiplyExact(count, length);
        }
        return count;
    }

    static long[] rowMajorStrides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride = stride * Math.max(1, shape[d]);
        }
        return strides;
    }
}
