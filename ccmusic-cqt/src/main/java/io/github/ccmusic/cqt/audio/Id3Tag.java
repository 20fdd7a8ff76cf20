package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.nio.ByteBuffer;

/** ID3v2 tags, which may stand before sound of any kind. Source: id3.org, "ID3 tag version 2.4.0", section 3.1. */
final class Id3Tag {
    private static final int HEADER = 10;

    private Id3Tag() {}

    /** Where a file goes on after the tags that it begins with; 0 if there are none. */
    static long end(FileBytes bytes) throws IOException {
        long position = 0;
        while (true) {
            ByteBuffer header = bytes.at(position, HEADER);
            boolean tag = header.remaining() == HEADER
                    && bytes.says(position, "ID3")
                    && header.get(3) != -1
                    && header.get(4) != -1
                    && (header.getInt(6) & 0x80808080) == 0;
            if (!tag) {
                return position;
            }
            int size = header.get(6) << 21 | header.get(7) << 14 | header.get(8) << 7 | header.get(9);
            boolean footer = (header.get(5) & 0x10) != 0;
            position += HEADER + size + (footer ? HEADER : 0);
        }
    }
}
