package io.github.ccmusic.models.checkpoint;

/**
 * The two 16-bit floating-point formats: IEEE 754 binary16 (1 sign, 5 exponent, 10 fraction bits) and bfloat16, the
 * upper half of a float32. Rounding is to nearest, ties to even, as torch rounds.
 */
final class HalfPrecision {

    private static final int FLOAT16_INFINITY = 0x7C00;
    /** 65520, half-way between the largest float16 and what would be the next, and rounded up: 2^16 is infinity. */
    private static final int FLOAT16_OVERFLOW = Float.floatToRawIntBits(65520f);
    /** 2^-14, the smallest normal float16. */
    private static final int FLOAT16_NORMAL = Float.floatToRawIntBits(0x1p-14f);
    /** How far float32's exponent bias of 127 lies above float16's of 15, in place. */
    private static final int BIAS_DIFFERENCE = 112 << 23;

    private HalfPrecision() {}

    static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40); // quiet, so that a NaN whose upper bits are zero stays one
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    static float fromFloat16(short bits) {
        int sign = (bits & 0x8000) << 16;
        int magnitude = bits & 0x7FFF;
        if (magnitude >= FLOAT16_INFINITY) {
            return Float.intBitsToFloat(sign | 0x7F800000 | (magnitude << 13));
        }
        // Moved into place, the number is 2^112 times too small; multiplying also puts subnormals right.
        float scaled = Float.intBitsToFloat(magnitude << 13) * 0x1p112f;
        return Float.intBitsToFloat(sign | Float.floatToRawIntBits(scaled));
    }

    static short toFloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7FFFFFFF;
        if (magnitude > 0x7F800000) {
            return (short) (sign | 0x7E00 | ((magnitude >>> 13) & 0x3FF));
        }
        if (magnitude >= FLOAT16_OVERFLOW) {
            return (short) (sign | FLOAT16_INFINITY);
        }
        if (magnitude < FLOAT16_NORMAL) {
            // In 0.5 … 1 a float32's last bit is 2^-24, float16's smallest subnormal: adding rounds to it.
            float shifted = Float.intBitsToFloat(magnitude) + 0.5f;
            return (short) (sign | (Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(0.5f)));
        }
        int rebiased = magnitude - BIAS_DIFFERENCE;
        return (short) (sign | ((rebiased + 0xFFF + ((rebiased >>> 13) & 1)) >>> 13));
    }
}
