package io.github.ccmusic.cqt.audio;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The header of a frame of AAC that stands alone. Source: ISO/IEC 14496-3, section 1.A.2.2.
 *
 * @param kind the bits that all frames of a stream share: profile, rate and channels
 */
record AdtsFrame(int kind, int bytes) {
    static final int HEADER = 7;

    static @Nullable AdtsFrame of(ByteBuffer header) {
        if (header.remaining() < HEADER) {
            return null;
        }
        int first = header.getInt(0);
        int bytes = (first & 3) << 11 | (header.getShort(4) & 0xFFFF) >>> 5;
        boolean valid = first >>> 20 == 0xFFF && (first >>> 17 & 3) == 0 && (first >>> 10 & 15) < 13 && bytes > HEADER;
        return valid ? new AdtsFrame(first & 0xFFFEFDC0, bytes) : null;
    }
}
