package io.github.ccmusic.models.checkpoint;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The element types that a checkpoint's tensors may have; names are torch's. */
public enum DType {
    FLOAT32(4, "FloatStorage", "F32"),
    FLOAT64(8, "DoubleStorage", "F64"),
    FLOAT16(2, "HalfStorage", "F16"),
    BFLOAT16(2, "BFloat16Storage", "BF16"),
    INT8(1, "CharStorage", "I8"),
    UINT8(1, "ByteStorage", "U8"),
    INT16(2, "ShortStorage", "I16"),
    INT32(4, "IntStorage", "I32"),
    INT64(8, "LongStorage", "I64"),
    BOOL(1, "BoolStorage", "BOOL"),
    /** Like the next two, known to torch since 2.3, which saves it on an untyped storage. */
    UINT16(2, null, "U16"),
    UINT32(4, null, "U32"),
    UINT64(8, null, "U64");

    private final int bytes;
    private final @Nullable String storageClass;
    private final String safetensorsName;

    DType(int bytes, @Nullable String storageClass, String safetensorsName) {
        this.bytes = bytes;
        this.storageClass = storageClass;
        this.safetensorsName = safetensorsName;
    }

    /** The size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether the elements are floating-point numbers. */
    public boolean isFloatingPoint() {
        return this == FLOAT32 || this == FLOAT64 || this == FLOAT16 || this == BFLOAT16;
    }

    /** Torch's name, such as {@code float32}. */
    public String torchName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The class in Python's module {@code torch} that a pickle names for a storage of this type, if it has one. */
    @Nullable
    String storageClass() {
        return storageClass;
    }

    /** The name in the header of a safetensors file. */
    String safetensorsName() {
        return safetensorsName;
    }
}
