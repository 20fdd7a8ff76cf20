package io.github.ccmusic.models.checkpoint;

import java.nio.ByteBuffer;

/** Moves a run of elements from one buffer to another, each in its own byte order, converting them on the way. */
@FunctionalInterface
interface Elements {

    /**
     * Moves {@code n} elements.
     *
     * @param from the byte where the first element lies in {@code source}
     * @param fromStep how many bytes to the next one
     * @param to the byte where the first element goes in {@code target}
     * @param toStep how many bytes to the next one
     */
    void move(ByteBuffer source, int from, int fromStep, ByteBuffer target, int to, int toStep, int n);

    /** The mover between two types: any to itself or to a floating-point type of 32 bits or fewer. */
    static Elements between(DType from, DType to) {
        if (from == to) {
            return sameWidth(from.bytes());
        }
        return switch (to) {
            case FLOAT32 -> toFloat32(from);
            case FLOAT16 -> toHalf(ToFloat.from(from), Elements::toFiniteFloat16);
            case BFLOAT16 -> toHalf(ToFloat.from(from), HalfPrecision::toBfloat16);
            default -> throw new IllegalArgumentException("no conversion from " + from + " to " + to);
        };
    }

    private static Elements sameWidth(int bytes) {
        return switch (bytes) {
            case 1 ->
                (s, i, is, t, o, os, n) -> {
                    for (int k = 0; k < n; k++) {
                        t.put(o + k * os, s.get(i + k * is));
                    }
                };
            case 2 ->
                (s, i, is, t, o, os, n) -> {
                    for (int k = 0; k < n; k++) {
                        t.putShort(o + k * os, s.getShort(i + k * is));
                    }
                };
            case 4 ->
                (s, i, is, t, o, os, n) -> {
                    for (int k = 0; k < n; k++) {
                        t.putInt(o + k * os, s.getInt(i + k * is));
                    }
                };
            default ->
                (s, i, is, t, o, os, n) -> {
                    for (int k = 0; k < n; k++) {
                        t.putLong(o + k * os, s.getLong(i + k * is));
                    }
                };
        };
    }

    /** The two that a large half-precision checkpoint needs have loops of their own, which C2 compiles well. */
    private static Elements toFloat32(DType from) {
        return switch (from) {
            case FLOAT16 ->
                (s, i, is, t, o, os, n) -> {
                    for (int k = 0; k < n; k++) {
                        t.putFloat(o + k * os, HalfPrecision.fromFloat16(s.getShort(i + k * is)));
                    }
                };
            case BFLOAT16 ->
                (s, i, is, t, o, os, n) -> {
                    for (int k = 0; k < n; k++) {
                        t.putFloat(o + k * os, HalfPrecision.fromBfloat16(s.getShort(i + k * is)));
                    }
                };
            default -> {
                ToFloat read = ToFloat.from(from);
                yield (s, i, is, t, o, os, n) -> {
                    for (int k = 0; k < n; k++) {
                        t.putFloat(o + k * os, read.at(s, i + k * is));
                    }
                };
            }
        };
    }

    /** Half the range of exponents is gone: a weight that would silently become infinite spoils the network. */
    private static short toFiniteFloat16(float value) {
        short half = HalfPrecision.toFloat16(value);
        if (Float.isFinite(value) && !Float.isFinite(HalfPrecision.fromFloat16(half))) {
            throw new ArithmeticException("holds " + value + ", past float16's largest, 65504; use bfloat16");
        }
        return half;
    }

    private static Elements toHalf(ToFloat read, ToHalf round) {
        return (s, i, is, t, o, os, n) -> {
            for (int k = 0; k < n; k++) {
                t.putShort(o + k * os, round.of(read.at(s, i + k * is)));
            }
        };
    }

    /** One element as the nearest float32, as {@code tensor.float()} has it. */
    @FunctionalInterface
    interface ToFloat {
        float at(ByteBuffer source, int index);

        static ToFloat from(DType dtype) {
            return switch (dtype) {
                case FLOAT32 -> ByteBuffer::getFloat;
                case FLOAT64 -> (s, i) -> (float) s.getDouble(i);
                case FLOAT16 -> (s, i) -> HalfPrecision.fromFloat16(s.getShort(i));
                case BFLOAT16 -> (s, i) -> HalfPrecision.fromBfloat16(s.getShort(i));
                case UINT64 -> (s, i) -> unsignedToFloat(s.getLong(i));
                default -> {
                    ToLong read = ToLong.from(dtype);
                    yield (s, i) -> read.at(s, i);
                }
            };
        }

        /** Halving keeps the bit shifted out, so that the one rounding to float32 still sees it. */
        private static float unsignedToFloat(long bits) {
            return bits >= 0 ? bits : (float) ((bits >>> 1) | (bits & 1)) * 2;
        }
    }

    /** One whole number or truth value as a long; the largest of {@code uint64} wrap. */
    @FunctionalInterface
    interface ToLong {
        long at(ByteBuffer source, int index);

        static ToLong from(DType dtype) {
            return switch (dtype) {
                case INT8 -> ByteBuffer::get;
                case UINT8 -> (s, i) -> s.get(i) & 0xFF;
                case BOOL -> (s, i) -> s.get(i) != 0 ? 1 : 0;
                case INT16 -> ByteBuffer::getShort;
                case UINT16 -> (s, i) -> s.getShort(i) & 0xFFFF;
                case INT32 -> ByteBuffer::getInt;
                case UINT32 -> (s, i) -> s.getInt(i) & 0xFFFFFFFFL;
                case INT64, UINT64 -> ByteBuffer::getLong;
                default -> throw new IllegalStateException(dtype.torchName() + " does not hold whole numbers");
            };
        }
    }

    /** A float32 rounded to the bits of a 16-bit type. */
    @FunctionalInterface
    interface ToHalf {
        short of(float value);
    }
}
