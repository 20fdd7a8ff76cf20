package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What the sound in a Matroska or WebM file is written in. Source: RFC 8794 (EBML), sections 4 to 6, and RFC 9559 (Matroska), section 5. */
final class MatroskaCodecs {
    private static final long SEGMENT = 0x18538067;
    private static final long TRACKS = 0x1654AE6B;
    private static final long CLUSTER = 0x1F43B675;
    private static final long TRACK = 0xAE;
    private static final long CODEC = 0x86;
    private static final int MOST_ELEMENTS = 100_000;

    private final FileBytes bytes;
    private final List<String> codecs = new ArrayList<>();
    private int elements;
    private boolean done;

    private MatroskaCodecs(FileBytes bytes) {
        this.bytes = bytes;
    }

    /**
     * The codec of each track of sound, such as {@code A_OPUS}.
     *
     * @throws UnreadableFormatException if there is no sound
     */
    static List<String> of(FileBytes bytes) throws IOException {
        MatroskaCodecs walk = new MatroskaCodecs(bytes);
        walk.elements(0, bytes.size());
        walk.codecs.removeIf(codec -> !codec.startsWith("A_"));
        if (walk.codecs.isEmpty()) {
            throw new UnreadableFormatException("is a Matroska or WebM file in which no sound is announced");
        }
        return walk.codecs;
    }

    private void elements(long position, long end) throws IOException {
        while (position < end && !done && elements++ < MOST_ELEMENTS) {
            ByteBuffer header = bytes.at(position, 12);
            int idLength = length(header, 0);
            int sizeLength = length(header, idLength);
            if (idLength > 4 || sizeLength > 8) {
                return;
            }
            long id = number(header, 0, idLength);
            long mask = (1L << (7 * sizeLength)) - 1;
            long size = number(header, idLength, sizeLength) & mask;
            long content = position + idLength + sizeLength;
            // All ones: whoever wrote it did not know yet.
            long next = size == mask || size > end - content ? end : content + size;
            if (id == CLUSTER) {
                done = true;
            } else if (id == SEGMENT || id == TRACKS || id == TRACK) {
                elements(content, next);
            } else if (id == CODEC) {
                codecs.add(bytes.text(content, (int) Math.min(size, 64)));
            }
            position = next;
        }
    }

    /** How many bytes a number has that begins there; more than any has if none does. */
    private static int length(ByteBuffer header, int at) {
        int length = at < header.remaining() ? Integer.numberOfLeadingZeros(header.get(at) & 0xFF) - 23 : 9;
        return at + length <= header.remaining() ? length : 9;
    }

    private static long number(ByteBuffer header, int at, int length) {
        long number = 0;
        for (int i = at; i < at + length; i++) {
            number = number << 8 | (header.get(i) & 0xFF);
        }
        return number;
    }
}
