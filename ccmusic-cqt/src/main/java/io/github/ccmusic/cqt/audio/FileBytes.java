package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;

/** The bytes of a file at any place, for seeing what it is. */
final class FileBytes {
    private static final int WINDOW = 1 << 16;

    private final SeekableByteChannel channel;
    private final long size;

    /** What was read last; looking goes forward in small steps. */
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);

    private long windowStart;

    /** Borrows the channel. */
    FileBytes(SeekableByteChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    long size() {
        return size;
    }

    /**
     * Some bytes, big-endian, fewer where the file ends; good until the next call.
     *
     * @param most how many at most, up to 64 KiB
     */
    ByteBuffer at(long position, int most) throws IOException {
        int length = (int) Math.max(0, Math.min(most, size - position));
        if (position < windowStart || position + length > windowStart + window.limit()) {
            channel.position(position);
            window.clear();
            while (window.hasRemaining() && channel.read(window) >= 0) {}
            window.flip();
            windowStart = position;
            length = Math.min(length, window.limit());
        }
        return window.slice((int) (position - windowStart), length);
    }

    /** Whether these Latin letters stand there. */
    boolean says(long position, String letters) throws IOException {
        return text(position, letters.length()).equals(letters);
    }

    /** A few letters, each byte one. */
    String text(long position, int length) throws IOException {
        ByteBuffer bytes = at(position, length);
        byte[] letters = new byte[bytes.remaining()];
        bytes.get(letters);
        return new String(letters, StandardCharsets.ISO_8859_1);
    }
}
