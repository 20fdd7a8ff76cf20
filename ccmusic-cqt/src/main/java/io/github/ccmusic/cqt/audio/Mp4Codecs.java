package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What the sound in an MP4 file is written in. Source: ISO/IEC 14496-12, sections 4.2 and 8. */
final class Mp4Codecs {
    private static final int MOST_BOXES = 100_000;

    private final FileBytes bytes;
    private final List<String> codecs = new ArrayList<>();
    private boolean indexed;
    private boolean sound;
    private int boxes;

    private Mp4Codecs(FileBytes bytes) {
        this.bytes = bytes;
    }

    /**
     * The four letters for each codec of each track of sound, such as {@code mp4a}.
     *
     * @throws UnreadableFormatException if there is no index, or no sound
     */
    static List<String> of(FileBytes bytes) throws IOException {
        Mp4Codecs walk = new Mp4Codecs(bytes);
        walk.boxes(0, bytes.size());
        if (!walk.indexed) {
            throw new UnreadableFormatException("is an MP4 file without its index ('moov'): its end is missing");
        }
        if (walk.codecs.isEmpty()) {
            throw new UnreadableFormatException("is an MP4 file that holds no sound");
        }
        return walk.codecs;
    }

    private void boxes(long position, long end) throws IOException {
        while (position + 8 <= end && boxes++ < MOST_BOXES) {
            ByteBuffer header = bytes.at(position, 16);
            if (header.remaining() < 8) {
                return;
            }
            long size = Integer.toUnsignedLong(header.getInt(0));
            int skip = 8;
            if (size == 1 && header.remaining() == 16) {
                size = header.getLong(8);
                skip = 16;
            } else if (size == 0) {
                size = end - position;
            }
            if (size < skip || size > Long.MAX_VALUE - position) {
                return;
            }
            box(bytes.text(position + 4, 4), position + skip, Math.min(position + size, end));
            position += size;
        }
    }

    private void box(String type, long content, long end) throws IOException {
        switch (type) {
            case "moov" -> {
                indexed = true;
                boxes(content, end);
            }
            case "trak", "mdia", "minf", "stbl" -> boxes(content, end);
            case "hdlr" -> sound = bytes.says(content + 8, "soun");
            case "stsd" -> {
                if (sound) {
                    descriptions(content + 8, end);
                }
            }
            default -> {}
        }
    }

    private void descriptions(long position, long end) throws IOException {
        while (position + 8 <= end && codecs.size() < MOST_BOXES) {
            long size = Integer.toUnsignedLong(bytes.at(position, 4).getInt(0));
            codecs.add(bytes.text(position + 4, 4));
            position += Math.max(8, size);
        }
    }
}
