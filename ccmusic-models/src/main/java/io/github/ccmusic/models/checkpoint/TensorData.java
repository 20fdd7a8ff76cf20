package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor of a checkpoint: its type, its shape, and where its elements lie. The elements stay in the file until they
 * are asked for.
 *
 * <p>Immutable and safe for use by several threads. Borrows the {@link Checkpoint} it came from: once that is closed,
 * the methods that read throw {@link IllegalStateException}.
 */
public final class TensorData {

    /** Read from the storage at a time where elements have to be moved or converted. */
    private static final int WINDOW_BYTES = 1 << 18;

    /** Written at a time: contiguous elements, and others, for each block of which the storage is passed once. */
    private static final int BLOCK_BYTES = 1 << 20;

    private static final int STRIDED_BLOCK_BYTES = 1 << 26;

    private final DType dtype;
    private final Layout layout;
    private final ByteSource storage;
    private final ByteOrder order;

    TensorData(DType dtype, Layout layout, ByteSource storage, ByteOrder order) {
        this.dtype = dtype;
        this.layout = layout;
        this.storage = storage;
        this.order = order;
    }

    /**
     * Returns a tensor over bytes that are already at hand, or that are computed when they are read.
     *
     * @param shape the length of each dimension; empty for a scalar
     * @param littleEndian the elements in row-major order, little-endian; kept
     * @throws IllegalArgumentException if the bytes are not as many as the shape needs
     */
    public static TensorData of(DType dtype, long[] shape, ByteSource littleEndian) {
        Layout layout = contiguous(shape);
        boolean fits =
                littleEndian.size() % dtype.bytes() == 0 && littleEndian.size() / dtype.bytes() == layout.count();
        if (!fits) {
            throw new IllegalArgumentException(dtype.torchName() + " of shape " + Arrays.toString(shape) + " needs "
                    + layout.count() + " elements of " + dtype.bytes() + " bytes; the source has "
                    + littleEndian.size() + " bytes");
        }
        return new TensorData(dtype, layout, littleEndian, ByteOrder.LITTLE_ENDIAN);
    }

    private static Layout contiguous(long[] shape) {
        try {
            return Layout.checked(0, shape.clone(), Layout.rowMajorStrides(shape), Long.MAX_VALUE);
        } catch (FormatException e) {
            throw new IllegalArgumentException("a tensor " + e.getMessage(), e);
        }
    }

    /**
     * Returns a float32 tensor with the given elements.
     *
     * @param rowMajor the elements; copied
     * @throws IllegalArgumentException if they are not as many as the shape needs
     */
    public static TensorData of(long[] shape, float... rowMajor) {
        byte[] bytes = new byte[Math.multiplyExact(rowMajor.length, Float.BYTES)];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(rowMajor);
        return of(DType.FLOAT32, shape, new HeapSource(bytes));
    }

    /** The type of the elements as stored. */
    public DType dtype() {
        return dtype;
    }

    /** The length of each dimension, empty for a scalar; owned by the caller. */
    public long[] shape() {
        return layout.shape();
    }

    /** How far apart in the storage neighbours along each dimension lie, in elements; owned by the caller. */
    public long[] strides() {
        return layout.strides();
    }

    /** How many elements there are: the product of the shape, 1 for a scalar. */
    public long elementCount() {
        return layout.count();
    }

    /**
     * Copies the elements, in row-major order and converted to float32, to a buffer.
     *
     * <p>What a state dict mostly holds, contiguous float32 in the buffer's byte order, goes from the file straight
     * into a direct buffer. Anything else goes through a window of 256 KB.
     *
     * @param destination written from its position, in its byte order; its position moves past the last element
     * @throws IllegalArgumentException if fewer than four bytes an element remain
     * @throws CheckpointException if the file turns out to be damaged
     */
    public void copyFloatsTo(ByteBuffer destination) throws IOException {
        copyTo(destination, DType.FLOAT32);
    }

    /**
     * Returns the elements in row-major order, converted to float32.
     *
     * @throws IllegalStateException if they are more than an array holds
     */
    public float[] toFloats() throws IOException {
        ByteBuffer copy = ByteBuffer.allocate(arrayBytes(Float.BYTES)).order(order);
        copyFloatsTo(copy);
        float[] floats = new float[(int) elementCount()];
        copy.flip().asFloatBuffer().get(floats);
        return floats;
    }

    /**
     * Returns whole numbers or truth values in row-major order; of {@code uint64}, those past 2^63 wrap.
     *
     * @throws IllegalStateException if the elements are floating-point numbers, or more than an array holds
     */
    public long[] toLongs() throws IOException {
        Elements.ToLong read = Elements.ToLong.from(dtype);
        ByteBuffer copy = ByteBuffer.allocate(arrayBytes(dtype.bytes())).order(order);
        copyTo(copy, dtype);
        long[] longs = new long[(int) elementCount()];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = read.at(copy, i * dtype.bytes());
        }
        return longs;
    }

    /**
     * Writes the elements as they are: in row-major order, little-endian.
     *
     * @param out borrowed; gets buffers of at most 64 MB, of which it has to take all
     * @throws CheckpointException if the file turns out to be damaged
     */
    public void writeContiguousLittleEndianTo(WritableByteChannel out) throws IOException {
        writeTo(out, dtype);
    }

    /** Writes the elements in row-major order, little-endian, converted. */
    void writeTo(WritableByteChannel out, DType as) throws IOException {
        int blockBytes = layout.isContiguous() ? BLOCK_BYTES : STRIDED_BLOCK_BYTES;
        long bytes = Math.multiplyExact(elementCount(), as.bytes());
        ByteBuffer block =
                ByteBuffer.allocate((int) Math.min(blockBytes, bytes)).order(ByteOrder.LITTLE_ENDIAN);
        writeTo(out, as, block);
    }

    private void writeTo(WritableByteChannel out, DType as, ByteBuffer block) throws IOException {
        if (elementCount() * as.bytes() <= block.capacity()) {
            copyTo(block.clear(), as);
            for (block.flip(); block.hasRemaining(); ) {
                out.write(block);
            }
        } else {
            for (Layout half : layout.halves()) {
                new TensorData(dtype, half, storage, order).writeTo(out, as, block);
            }
        }
    }

    private void copyTo(ByteBuffer destination, DType as) throws IOException {
        long bytes = Math.multiplyExact(elementCount(), as.bytes());
        if (bytes > destination.remaining()) {
            throw new IllegalArgumentException("destination has " + destination.remaining() + " bytes left; "
                    + elementCount() + " elements as " + as.torchName() + " need " + bytes);
        }
        ByteBuffer target =
                destination.slice(destination.position(), (int) bytes).order(destination.order());
        if (bytes > 0) {
            boolean asStored = as == dtype && (order == target.order() || dtype.bytes() == 1);
            if (asStored && layout.isContiguous()) {
                storage.read(layout.offset() * dtype.bytes(), target);
            } else {
                scatter(target, as);
            }
        }
        destination.position(destination.position() + (int) bytes);
    }

    /**
     * Reads the storage forward and puts every element where it belongs. The other way round, a transposed matrix
     * would need its whole storage once for each of its rows.
     */
    private void scatter(ByteBuffer target, DType as) throws IOException {
        List<Axis> axes = layout.axes();
        long span = (layout.last() - layout.offset() + 1) * dtype.bytes();
        long window = Axis.goesForward(axes) ? Math.min(span, WINDOW_BYTES) : span;
        new Scatter(storage, order, (int) window, dtype, target, as).run(axes, layout.offset());
    }

    private int arrayBytes(int elementBytes) {
        if (elementCount() > Integer.MAX_VALUE / elementBytes) {
            throw new IllegalStateException(elementCount() + " elements are more than an array holds");
        }
        return (int) elementCount() * elementBytes;
    }

    Layout layout() {
        return layout;
    }

    ByteSource storage() {
        return storage;
    }

    ByteOrder order() {
        return order;
    }

    /** For people: {@code float32[64, 3, 7, 7]}. */
    @Override
    public String toString() {
        return dtype.torchName() + Arrays.toString(layout.shape());
    }
}
