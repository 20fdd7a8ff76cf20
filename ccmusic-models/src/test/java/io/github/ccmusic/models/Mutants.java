package io.github.ccmusic.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Files as they become on bad disks and in bad hands: bits flipped, figures replaced, ends cut off, parts copied over others. */
public final class Mutants {

    /** Figures that readers get wrong. */
    private static final long[] EDGES = {
        0,
        1,
        -1,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0xFFFF,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xFFFFFFFFL,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 40,
        1L << 62
    };

    private Mutants() {}

    /** The mutant of that seed; the original is left as it is. */
    public static byte[] of(byte[] original, long seed) {
        Random random = new Random(seed);
        byte[] bytes = original.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes = random.nextInt(8) == 0 ? Arrays.copyOf(bytes, at + 1) : bytes;
                case 3 -> {
                    int length = Math.min(random.nextInt(40), bytes.length - Math.max(at, 40));
                    if (length > 0) {
                        System.arraycopy(bytes, random.nextInt(bytes.length - length), bytes, at, length);
                    }
                }
                default -> overwriteWithEdge(bytes, at, random);
            }
        }
        return bytes;
    }

    private static void overwriteWithEdge(byte[] bytes, int at, Random random) {
        long edge = random.nextInt(4) == 0 ? random.nextLong() : EDGES[random.nextInt(EDGES.length)];
        byte[] figure = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(edge)
                .array();
        System.arraycopy(figure, 0, bytes, at, Math.min(1 << random.nextInt(4), bytes.length - at));
    }
}
