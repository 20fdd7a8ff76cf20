package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The types in which tensors are written.
 *
 * @param floats that of floating-point ones; null for the one that each has
 */
record Precision(@Nullable DType floats) {

    static final Precision AS_STORED = new Precision(null);

    Precision {
        if (floats != null && floats != DType.FLOAT32 && floats != DType.FLOAT16 && floats != DType.BFLOAT16) {
            throw new IllegalArgumentException(
                    "floating-point tensors can be written as float32, float16 or bfloat16, not " + floats.torchName());
        }
    }

    DType of(TensorData tensor) {
        return floats != null && tensor.dtype().isFloatingPoint() ? floats : tensor.dtype();
    }

    long bytes(TensorData tensor) {
        return Math.multiplyExact(tensor.elementCount(), of(tensor).bytes());
    }

    void write(String key, TensorData tensor, WritableByteChannel out) throws IOException {
        try {
            tensor.writeTo(out, of(tensor));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + key + "' " + e.getMessage(), e);
        }
    }
}
