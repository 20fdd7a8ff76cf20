package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** State dicts of every type, with scalars, empty tensors, views, either byte order, and names that need escaping. */
final class RandomStateDicts {

    private static final List<String> NAMES =
            List.of("features.0.weight", "层.bias", "a/b", "say \"hi\"", "back\\slash", "tab\there", "🎵.w", "", "x");

    private RandomStateDicts() {}

    static StateDict of(RandomGenerator random) {
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                String name = NAMES.get(random.nextInt(NAMES.size())) + "." + tensors.size();
                tensors.put(name, tensor(dtype, random));
            }
        }
        return StateDict.of(tensors);
    }

    private static TensorData tensor(DType dtype, RandomGenerator random) {
        long[] shape = random.ints(random.nextInt(5), 0, 6).asLongStream().toArray();
        long[] strides = Layout.rowMajorStrides(shape);
        long offset = random.nextInt(3);
        for (int d = 0; d < strides.length; d++) {
            if (random.nextInt(4) == 0) {
                strides[d] = random.nextInt(40);
            } else if (d > 0 && random.nextInt(3) == 0) {
                swap(shape, d, d - 1);
                swap(strides, d, d - 1);
            }
        }
        Layout layout = layout(offset, shape, strides);
        byte[] bytes = new byte[(int) (layout.count() == 0 ? 0 : layout.last() + 1) * dtype.bytes()];
        random.nextBytes(bytes);
        if (dtype.isFloatingPoint()) {
            writeModestNumbers(dtype, bytes, random);
        }
        ByteOrder order = dtype.bytes() == 1 || random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        return new TensorData(dtype, layout, new HeapSource(bytes), order);
    }

    private static Layout layout(long offset, long[] shape, long[] strides) {
        try {
            return Layout.checked(offset, shape, strides, Integer.MAX_VALUE);
        } catch (FormatException e) {
            throw new AssertionError(e);
        }
    }

    /** So that conversions have something to round and nothing to overflow: exponents near zero in either order. */
    private static void writeModestNumbers(DType dtype, byte[] bytes, RandomGenerator random) {
        for (int i = 0; i < bytes.length; i += dtype.bytes()) {
            byte exponent = (byte) (0x38 + random.nextInt(8) + (random.nextBoolean() ? 0x80 : 0));
            bytes[i] = exponent;
            bytes[i + dtype.bytes() - 1] = exponent;
        }
    }

    /** Element {@code index} in row-major order of one of these, read the slow way. */
    static float element(TensorData tensor, long index) throws IOException {
        long[] shape = tensor.shape();
        long[] strides = tensor.strides();
        long at = tensor.layout().offset();
        for (int d = shape.length - 1; d >= 0; d--) {
            at += index % shape[d] * strides[d];
            index /= shape[d];
        }
        ByteBuffer element = ByteBuffer.allocate(tensor.dtype().bytes()).order(tensor.order());
        tensor.storage().read(at * tensor.dtype().bytes(), element);
        return switch (tensor.dtype()) {
            case FLOAT32 -> element.getFloat(0);
            case FLOAT64 -> (float) element.getDouble(0);
            case FLOAT16 -> HalfPrecision.fromFloat16(element.getShort(0));
            case BFLOAT16 -> HalfPrecision.fromBfloat16(element.getShort(0));
            case INT8 -> element.get(0);
            case UINT8 -> Byte.toUnsignedInt(element.get(0));
            case BOOL -> element.get(0) == 0 ? 0 : 1;
            case INT16 -> element.getShort(0);
            case UINT16 -> Short.toUnsignedInt(element.getShort(0));
            case INT32 -> (float) element.getInt(0);
            case UINT32 -> (float) Integer.toUnsignedLong(element.getInt(0));
            case INT64 -> (float) element.getLong(0);
            case UINT64 -> new BigInteger(Long.toUnsignedString(element.getLong(0))).floatValue();
        };
    }

    private static void swap(long[] array, int i, int j) {
        long kept = array[i];
        array[i] = array[j];
        array[j] = kept;
    }
}
