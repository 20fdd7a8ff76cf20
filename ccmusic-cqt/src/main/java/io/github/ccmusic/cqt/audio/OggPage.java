package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A page of an Ogg file. Source: RFC 3533, section 6.
 *
 * @param granule how far its stream is when it ends; -1 if no packet ends in it
 * @param serial which stream it belongs to
 * @param content the byte at which its packets begin
 * @param end the byte after it
 */
record OggPage(boolean first, boolean last, long granule, int serial, int sequence, long content, long end) {
    static final int HEADER = 27;

    /** The page that begins at a place; null if there is none. */
    static @Nullable OggPage at(long position, FileBytes bytes) throws IOException {
        if (!bytes.says(position, "OggS")) {
            return null;
        }
        ByteBuffer header = bytes.at(position, HEADER + 255).order(ByteOrder.LITTLE_ENDIAN);
        if (header.remaining() < HEADER || header.get(4) != 0) {
            return null;
        }
        int segments = header.get(26) & 0xFF;
        if (header.remaining() < HEADER + segments) {
            return null;
        }
        int size = 0;
        for (int i = 0; i < segments; i++) {
            size += header.get(HEADER + i) & 0xFF;
        }
        long content = position + HEADER + segments;
        int flags = header.get(5);
        return new OggPage(
                (flags & 2) != 0,
                (flags & 4) != 0,
                header.getLong(6),
                header.getInt(14),
                header.getInt(18),
                content,
                content + size);
    }
}
