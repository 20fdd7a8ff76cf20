package io.github.ccmusic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes mono float WAV files, which keep every bit of the samples. */
public final class Wav {
    private static final short FLOAT = 3;

    private Wav() {}

    public static Path write(Path file, float[] samples, int sampleRateHz) throws IOException {
        int bytes = Float.BYTES * samples.length;
        ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(36 + bytes).put(ascii("WAVE"));
        wav.put(ascii("fmt ")).putInt(16).putShort(FLOAT).putShort((short) 1);
        wav.putInt(sampleRateHz)
                .putInt(Float.BYTES * sampleRateHz)
                .putShort((short) Float.BYTES)
                .putShort((short) 32);
        wav.put(ascii("data")).putInt(bytes);
        for (float sample : samples) {
            wav.putFloat(sample);
        }
        return Files.write(file, wav.array());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
