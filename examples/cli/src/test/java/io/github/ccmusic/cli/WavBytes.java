package io.github.ccmusic.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Cuts plain WAV files: 44 bytes of header, then samples. */
final class WavBytes {
    private static final int HEADER = 44;

    private WavBytes() {}

    static byte[] firstSeconds(byte[] wav, int seconds) {
        ByteBuffer header = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
        int bytesPerSecond = header.getInt(28);
        byte[] cut = Arrays.copyOf(wav, HEADER + seconds * bytesPerSecond);
        ByteBuffer.wrap(cut)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4, cut.length - 8)
                .putInt(40, cut.length - HEADER);
        return cut;
    }
}
