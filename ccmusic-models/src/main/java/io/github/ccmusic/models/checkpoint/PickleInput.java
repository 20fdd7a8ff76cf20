package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads a source forward, little-endian, through a small buffer. Knows where it is and never passes its end. */
final class PickleInput {

    /** The longest line, and so the longest name of a module or of a class. */
    private static final int MAX_LINE = 1024;

    private final ByteSource source;
    private final long start;
    private final ByteBuffer buffer = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
    private final long end;
    /** The byte of the source that follows the buffer's last. */
    private long next;

    /** Reads the bytes from {@code start} on, at most {@code limit} of them. */
    PickleInput(ByteSource source, long start, long limit) {
        this.source = source;
        this.start = start;
        this.next = start;
        this.end = Math.min(source.size(), start + limit);
        buffer.limit(0);
    }

    /** The offset of the next byte in the source. */
    long position() {
        return next - buffer.remaining();
    }

    long remaining() {
        return end - position();
    }

    int u1() throws IOException, FormatException {
        return require(1).get() & 0xFF;
    }

    int u2() throws IOException, FormatException {
        return require(2).getShort() & 0xFFFF;
    }

    int s4() throws IOException, FormatException {
        return require(4).getInt();
    }

    long u4() throws IOException, FormatException {
        return s4() & 0xFFFFFFFFL;
    }

    long s8() throws IOException, FormatException {
        return require(8).getLong();
    }

    /** A double, which pickles alone keep big-endian. */
    double f8() throws IOException, FormatException {
        return Double.longBitsToDouble(Long.reverseBytes(s8()));
    }

    /** The next {@code n} bytes; {@code n} comes from the file and is checked before anything is allocated. */
    byte[] bytes(long n) throws IOException, FormatException {
        if (n < 0 || n > remaining()) {
            throw new FormatException(
                    position(), "expected " + Long.toUnsignedString(n) + " bytes, and " + remaining() + " are left");
        }
        byte[] bytes = new byte[(int) n];
        int buffered = Math.min(buffer.remaining(), bytes.length);
        buffer.get(bytes, 0, buffered);
        source.read(next, ByteBuffer.wrap(bytes, buffered, bytes.length - buffered));
        next += bytes.length - buffered;
        return bytes;
    }

    /** The text up to the next line feed, which is read too. */
    String line() throws IOException, FormatException {
        long start = position();
        StringBuilder line = new StringBuilder();
        for (int c = u1(); c != '\n'; c = u1()) {
            if (c >= 0x80 || line.length() == MAX_LINE) {
                throw new FormatException(start, "expected a line of ASCII, " + MAX_LINE + " characters at most");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private ByteBuffer require(int n) throws IOException, FormatException {
        if (remaining() < n) {
            throw new FormatException(
                    position(),
                    end < source.size()
                            ? "goes on past " + (end - start) + " bytes, more than any checkpoint needs"
                            : "ends in the middle: the file is truncated or damaged");
        }
        if (buffer.remaining() < n) {
            buffer.compact();
            buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + (end - next)));
            int had = buffer.position();
            source.read(next, buffer);
            next += buffer.limit() - had;
            buffer.flip();
        }
        return buffer;
    }
}
