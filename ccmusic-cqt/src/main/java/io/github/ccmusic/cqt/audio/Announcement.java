package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import javax.sound.sampled.AudioFileFormat;

/**
 * What a compressed file says of its own length, to hold against what was read. Only where it is exact: a decoder guesses the length of an
 * MP3 file from its bit rate, and that of a video is not that of its sound.
 *
 * @param samples at the file's own rate; 0 if it does not say
 * @param cut whether its last page is missing, so that it does not say how much that is
 */
record Announcement(long samples, boolean cut) {
    private static final int XING_FRAMES_FOLLOW = 1;
    private static final int LAST_PAGE = 1 << 16;

    /** Looks into a file, and takes what the decoder found in it. */
    static Announcement of(Path path, SoundFormat format, AudioFileFormat found) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            FileBytes bytes = new FileBytes(channel);
            return switch (format) {
                case MP3 -> new Announcement(ofMp3(bytes), false);
                case OGG -> new Announcement(ofDecoder(found), !endsInOgg(bytes));
                case FLAC, MP4 -> new Announcement(ofDecoder(found), false);
                default -> new Announcement(0, false);
            };
        }
    }

    private static long ofDecoder(AudioFileFormat found) {
        return found.properties().get("duration") instanceof Long microseconds
                ? (long) (microseconds * 1e-6 * found.getFormat().getSampleRate())
                : 0;
    }

    /**
     * Most encoders say it in their first frame, which is silent. Source: Xing's header as LAME's {@code VbrTag.c} writes it.
     */
    private static long ofMp3(FileBytes bytes) throws IOException {
        long start = Id3Tag.end(bytes);
        ByteBuffer first = bytes.at(start, 4);
        MpegFrame frame = first.remaining() < 4 ? null : MpegFrame.of(first.getInt(0));
        if (frame == null) {
            return 0;
        }
        boolean mono = frame.channels() == 1;
        int sideInformation = frame.version() == 1 ? (mono ? 17 : 32) : mono ? 9 : 17;
        long header = start + 4 + sideInformation;
        boolean says = bytes.says(header, "Xing") || bytes.says(header, "Info");
        ByteBuffer fields = bytes.at(header + 4, 8);
        return says && fields.remaining() == 8 && (fields.getInt(0) & XING_FRAMES_FOLLOW) != 0
                ? Integer.toUnsignedLong(fields.getInt(4)) * frame.samples()
                : 0;
    }

    /** Whether the last page is there, is whole, and says that it is the last. */
    private static boolean endsInOgg(FileBytes bytes) throws IOException {
        for (long position = bytes.size() - OggPage.HEADER;
                position >= Math.max(0, bytes.size() - LAST_PAGE);
                position--) {
            OggPage page = OggPage.at(position, bytes);
            if (page != null && (page.last() || page.end() > bytes.size())) {
                return page.last() && page.end() <= bytes.size();
            }
        }
        return false;
    }

    /** What is missing, once so much was read. */
    Optional<String> missing(long read, int sampleRateHz) {
        Optional<String> damage = Damage.of(read, samples, sampleRateHz);
        return damage.isEmpty() && cut
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "the end of the file is missing; %.1f s could be read",
                        read / (double) sampleRateHz))
                : damage;
    }
}
