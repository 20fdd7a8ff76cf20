package io.github.ccmusic.cqt.audio;

import java.nio.ByteBuffer;

/** How a sample is written in a file; all become floats as libsndfile makes them. */
enum SampleType {
    UNSIGNED_8(1) {
        @Override
        void decode(ByteBuffer bytes, float[] samples, int count) {
            for (int i = 0; i < count; i++) {
                samples[i] = ((bytes.get(i) & 0xFF) - 128) * 0x1p-7f;
            }
        }
    },
    SIGNED_16(2) {
        @Override
        void decode(ByteBuffer bytes, float[] samples, int count) {
            for (int i = 0; i < count; i++) {
                samples[i] = bytes.getShort(2 * i) * 0x1p-15f;
            }
        }
    },
    SIGNED_24(3) {
        @Override
        void decode(ByteBuffer bytes, float[] samples, int count) {
            for (int i = 0; i < count; i++) {
                samples[i] = ((bytes.getShort(3 * i) & 0xFFFF) | (bytes.get(3 * i + 2) << 16)) * 0x1p-23f;
            }
        }
    },
    SIGNED_32(4) {
        @Override
        void decode(ByteBuffer bytes, float[] samples, int count) {
            for (int i = 0; i < count; i++) {
                samples[i] = bytes.getInt(4 * i) * 0x1p-31f;
            }
        }
    },
    FLOAT_32(4) {
        @Override
        void decode(ByteBuffer bytes, float[] samples, int count) {
            for (int i = 0; i < count; i++) {
                samples[i] = bytes.getFloat(4 * i);
            }
        }
    },
    FLOAT_64(8) {
        @Override
        void decode(ByteBuffer bytes, float[] samples, int count) {
            for (int i = 0; i < count; i++) {
                samples[i] = (float) bytes.getDouble(8 * i);
            }
        }
    };

    private final int bytes;

    SampleType(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    boolean isFloat() {
        return this == FLOAT_32 || this == FLOAT_64;
    }

    /** Brings the first samples of a little-endian buffer to [-1, 1]. */
    abstract void decode(ByteBuffer bytes, float[] samples, int count);
}
