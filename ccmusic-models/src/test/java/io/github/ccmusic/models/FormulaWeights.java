package io.github.ccmusic.models;

import io.github.ccmusic.models.checkpoint.ByteSource;
import io.github.ccmusic.models.checkpoint.DType;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Weights that are a function of their own names, so that a golden answer needs no 500 MB file beside it.
 *
 * <p>Element i of the tensor called {@code name} comes from u = murmur3's finaliser of i·2654435761 + crc32(name), taken
 * as a number in [0, 1); what becomes of u depends on the kind of tensor. Elements are computed when they are read, in
 * float32 throughout, as the Python that made the goldens did.
 */
public final class FormulaWeights {

    private FormulaWeights() {}

    /**
     * Returns the state dict whose keys a table lists.
     *
     * @param keysTsv lines of key, dtype and shape such as {@code 64x3x3x3} or {@code scalar}, separated by tabs
     * @param gain the architecture's, from its golden
     * @param initial the tensors that have no formula, such as {@code relative_position_index}, by key; null for those
     *     that have one
     */
    public static StateDict stateDict(Path keysTsv, double gain, Function<String, @Nullable TensorData> initial)
            throws IOException {
        return stateDict(Files.readAllLines(keysTsv), gain, initial);
    }

    /** The state dict whose keys the lines of a table list. */
    public static StateDict stateDict(
            List<String> keysTsv, double gain, Function<String, @Nullable TensorData> initial) {
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        for (String line : keysTsv) {
            String[] fields = line.split("\t", -1);
            TensorData given = initial.apply(fields[0]);
            DType dtype = DType.valueOf(fields[1].toUpperCase(Locale.ROOT));
            tensors.put(fields[0], given != null ? given : tensor(fields[0], dtype, shape(fields[2]), gain));
        }
        return StateDict.of(tensors);
    }

    /** The state dict of an architecture all of whose tensors have a formula. */
    public static StateDict stateDict(Path keysTsv, double gain) throws IOException {
        return stateDict(keysTsv, gain, key -> null);
    }

    /** The network's input: 2u − 1 of the name {@code input}, row-major. */
    public static float[] input(long... shape) throws IOException {
        return TensorData.of(DType.FLOAT32, shape, new Formula(shape, new Uniform("input"), u -> 2 * u - 1))
                .toFloats();
    }

    private static TensorData tensor(String name, DType dtype, long[] shape, double gain) {
        String kind = name.substring(name.lastIndexOf('.') + 1);
        if (kind.equals("num_batches_tracked")) {
            return TensorData.of(dtype, shape, new Zeros(dtype.bytes()));
        }
        if (dtype != DType.FLOAT32 || kind.equals("relative_coords_table")) {
            throw new IllegalArgumentException("'" + name + "' has no formula; give its initial value");
        }
        return TensorData.of(dtype, shape, new Formula(shape, new Uniform(name), map(kind, shape, (float) gain)));
    }

    private static FromUniform map(String kind, long[] shape, float gain) {
        boolean weight = kind.equals("weight");
        if (kind.equals("running_var") || kind.equals("logit_scale") || (weight && shape.length == 1)) {
            return u -> 0.5f + u;
        }
        if (weight || kind.equals("in_proj_weight")) {
            long fanIn = Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
            float scale = gain / (float) Math.sqrt((double) fanIn);
            return u -> (2 * u - 1) * scale;
        }
        return u -> (2 * u - 1) * 0.1f;
    }

    private static long[] shape(String text) {
        return text.equals("scalar")
                ? new long[0]
                : Arrays.stream(text.split("x", -1)).mapToLong(Long::parseLong).toArray();
    }

    /** What becomes of u. */
    @FunctionalInterface
    private interface FromUniform {
        float of(float u);
    }

    /** The uniform numbers of a name. */
    private static final class Uniform {
        private final int seed;

        Uniform(String name) {
            CRC32 crc = new CRC32();
            crc.update(name.getBytes(StandardCharsets.UTF_8));
            seed = (int) crc.getValue();
        }

        /** In [0, 1), a multiple of 2^-24. */
        float at(long index) {
            int h = (int) (index * 2654435761L) + seed;
            h ^= h >>> 16;
            h *= 0x85EBCA6B;
            h ^= h >>> 13;
            h *= 0xC2B2AE35;
            h ^= h >>> 16;
            return (h >>> 8) * 0x1p-24f;
        }
    }

    /** Float32 elements, computed when they are read. */
    private static final class Formula implements ByteSource {
        private final long count;
        private final Uniform uniform;
        private final FromUniform map;

        Formula(long[] shape, Uniform uniform, FromUniform map) {
            this.count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
            this.uniform = uniform;
            this.map = map;
        }

        @Override
        public long size() {
            return count * Float.BYTES;
        }

        @Override
        public void read(long position, ByteBuffer destination) {
            if (position % Float.BYTES != 0 || destination.remaining() % Float.BYTES != 0) {
                throw new IllegalArgumentException("a formula is read in whole elements");
            }
            ByteOrder order = destination.order();
            destination.order(ByteOrder.LITTLE_ENDIAN);
            for (long i = position / Float.BYTES; destination.hasRemaining(); i++) {
                destination.putFloat(map.of(uniform.at(i)));
            }
            destination.order(order);
        }
    }

    private record Zeros(long size) implements ByteSource {
        @Override
        public void read(long position, ByteBuffer destination) {
            while (destination.hasRemaining()) {
                destination.put((byte) 0);
            }
        }
    }
}
