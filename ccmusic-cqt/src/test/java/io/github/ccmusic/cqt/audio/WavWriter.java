package io.github.ccmusic.cqt.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes WAV files, well-formed and otherwise, for the reader's tests. */
final class WavWriter {
    private WavWriter() {}

    static byte[] wav(SampleType type, boolean extensible, int rate, float[][] channels) {
        byte[] fmt = fmt(type.isFloat() ? 3 : 1, extensible, channels.length, rate, type.bytes() * 8);
        return riff(chunk("fmt ", fmt), chunk("data", data(type, channels)));
    }

    static byte[] fmt(int tag, boolean extensible, int channels, int rate, int bits) {
        int frameBytes = channels * ((bits + 7) / 8);
        ByteBuffer fmt = ByteBuffer.allocate(extensible ? 40 : 16).order(ByteOrder.LITTLE_ENDIAN);
        fmt.putShort((short) (extensible ? 0xFFFE : tag))
                .putShort((short) channels)
                .putInt(rate);
        fmt.putInt(rate * frameBytes).putShort((short) frameBytes).putShort((short) bits);
        if (extensible) {
            fmt.putShort((short) 22).putShort((short) bits).putInt(0);
            fmt.putInt(tag).putInt(0x00100000).putInt(0xAA000080).putInt(0x719B3800);
        }
        return fmt.array();
    }

    static byte[] data(SampleType type, float[][] channels) {
        int frames = channels[0].length;
        ByteBuffer data =
                ByteBuffer.allocate(frames * channels.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < frames; i++) {
            for (float[] channel : channels) {
                double x = channel[i];
                switch (type) {
                    case UNSIGNED_8 -> data.put((byte) (Math.round(x * 0x1p7) + 128));
                    case SIGNED_16 -> data.putShort((short) Math.round(x * 0x1p15));
                    case SIGNED_24 -> {
                        int value = (int) Math.round(x * 0x1p23);
                        data.putShort((short) value).put((byte) (value >> 16));
                    }
                    case SIGNED_32 -> data.putInt((int) Math.round(x * 0x1p31));
                    case FLOAT_32 -> data.putFloat((float) x);
                    case FLOAT_64 -> data.putDouble(x);
                }
            }
        }
        return data.array();
    }

    static byte[] chunk(String id, byte[] content) {
        return chunk(id, content.length, content);
    }

    static byte[] chunk(String id, int claimedSize, byte[] content) {
        ByteBuffer chunk =
                ByteBuffer.allocate(8 + content.length + content.length % 2).order(ByteOrder.LITTLE_ENDIAN);
        chunk.put(id.getBytes(StandardCharsets.US_ASCII)).putInt(claimedSize).put(content);
        return chunk.array();
    }

    static byte[] riff(byte[]... chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes("WAVE".getBytes(StandardCharsets.US_ASCII));
        for (byte[] chunk : chunks) {
            all.writeBytes(chunk);
        }
        return chunk("RIFF", all.toByteArray());
    }
}
