package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is read here, known by its first bytes before a decoder sees any. It is a list of what is wanted, and not of what is not: a
 * decoder of native code knows many formats that nobody asked for, some of which crash it, or make it read other files.
 */
enum SoundFormat {
    WAV("WAV", "wav", "ADPCM MS", "ADPCM IMA WAV", "ALAW", "ULAW", "Microsoft GSM", "MPEG-1, Layer 3"),
    AIFF("AIFF", "aiff", "PCM_SIGNED", "PCM_FLOAT", "ULAW", "ALAW"),
    AU("AU", "au", "PCM_SIGNED", "PCM_FLOAT", "ULAW", "ALAW"),
    MP3("MP3", "mp3", "MPEG-1, Layer 3"),
    AAC("AAC", "aac", "MPEG4 AAC"),
    FLAC("FLAC", "flac", "FLAC"),
    OGG("OGG", "ogg", "VORBIS", "OPUS", "FLAC"),
    MP4("M4A", "m4a", "MPEG4 AAC", "Apple Lossless", "OPUS", "FLAC", "MPEG-1, Layer 3"),
    MATROSKA("WebM", "mka", "OPUS", "VORBIS", "FLAC", "MPEG4 AAC", "MPEG-1, Layer 3");

    private static final String READ =
            "Read are WAV, AIFF, AU, MP3, AAC, FLAC, OGG (Vorbis, Opus, FLAC), M4A and WebM: convert it.";

    private static final List<String> MP4_CODECS = List.of("mp4a", "alac", "Opus", "fLaC", ".mp3");
    private static final List<String> MATROSKA_CODECS = List.of("A_OPUS", "A_VORBIS", "A_FLAC", "A_AAC", "A_MPEG/L3");

    /** So far into a file a stream of frames may begin, after padding or what was left of a frame before. */
    private static final int MOST_BEFORE_FRAMES = 1 << 16;

    /** So many frames in a row are no accident. */
    private static final int FRAMES_IN_A_ROW = 4;

    private final String title;
    private final String extension;

    @SuppressWarnings("ImmutableEnumChecker") // by Set.of
    private final Set<String> encodings;

    SoundFormat(String title, String extension, String... encodings) {
        this.title = title;
        this.extension = extension;
        this.encodings = Set.of(encodings);
    }

    /**
     * What a file holds.
     *
     * @param start the byte at which a decoder has to begin: not 0 only if what stands before is no part of the format
     */
    record Found(SoundFormat format, long start) {}

    /** For people. */
    String title() {
        return title;
    }

    /** What the name of such a file ends in. */
    String extension() {
        return extension;
    }

    /** Whether FFSampledSP may be asked for sound of that encoding, as it calls it, in such a file: those that were tried. */
    boolean mayHold(String encoding) {
        return encodings.contains(encoding);
    }

    /**
     * Looks at a file.
     *
     * @throws UnreadableFormatException if it is nothing that is read here; says what it looks like
     */
    static Found of(FileBytes bytes) throws IOException {
        if (bytes.size() == 0) {
            throw new UnreadableFormatException("is empty");
        }
        long start = Id3Tag.end(bytes);
        SoundFormat format = marked(start, bytes);
        if (format != null) {
            return new Found(format, 0);
        }
        String foreign = ForeignFormat.at(start, bytes).orElse(null);
        if (foreign != null) {
            throw refused("is " + foreign);
        }
        Found frames = frames(start, bytes);
        if (frames != null) {
            return frames;
        }
        throw refused("is no format of sound that is known here");
    }

    /** The formats that begin with a mark of their own. */
    private static @Nullable SoundFormat marked(long start, FileBytes bytes) throws IOException {
        if (bytes.says(start, "fLaC")) {
            return FLAC;
        } else if (bytes.says(start, "OggS")) {
            requireSoundInOgg(start, bytes);
            return OGG;
        } else if (start > 0) {
            return null;
        } else if (WavHeader.isWav(bytes)) {
            return WAV;
        } else if (bytes.says(4, "ftyp")) {
            requireOneOf(MP4_CODECS, Mp4Codecs.of(bytes), "an MP4 file");
            return MP4;
        } else if (bytes.says(0, "\u001aE\u00df\u00a3")) {
            requireOneOf(MATROSKA_CODECS, MatroskaCodecs.of(bytes), "a Matroska or WebM file");
            return MATROSKA;
        } else if (bytes.says(0, "FORM") && bytes.text(8, 4).matches("AIF[FC]")) {
            return AIFF;
        } else if (bytes.says(0, ".snd")) {
            return AU;
        }
        return null;
    }

    private static void requireSoundInOgg(long start, FileBytes bytes) throws IOException {
        boolean sound = false;
        for (OggPage page = OggPage.at(start, bytes);
                page != null && page.first();
                page = OggPage.at(page.end(), bytes)) {
            String packet = bytes.text(page.content(), 8);
            boolean skeleton = packet.startsWith("fishead");
            if (packet.startsWith("\u0001vorbis") || packet.equals("OpusHead") || packet.startsWith("\u007fFLAC")) {
                sound = true;
            } else if (!skeleton) {
                String name = packet.replaceAll("[^A-Za-z]", "");
                throw refused("is an OGG file that holds " + (name.isEmpty() ? "an unknown codec" : name));
            }
        }
        if (!sound) {
            throw refused("is an OGG file without sound, or its first page is damaged");
        }
    }

    private static void requireOneOf(List<String> known, List<String> codecs, String what) throws IOException {
        for (String codec : codecs) {
            if (known.stream().noneMatch(codec::startsWith)) {
                throw refused("is " + what + " that holds sound as '" + codec.replaceAll("[^ -~]", "?") + "'");
            }
        }
    }

    /** MP3 and AAC without a container have no mark, but one frame after the other. */
    private static @Nullable Found frames(long start, FileBytes bytes) throws IOException {
        long end = Math.min(bytes.size(), start + MOST_BEFORE_FRAMES);
        for (long position = start; position < end; position++) {
            if (bytes.at(position, 1).get(0) != -1) {
                continue;
            }
            int wanted = position == start ? 2 : FRAMES_IN_A_ROW;
            int layer = mpegLayer(position, bytes, wanted);
            // A decoder passes over tags by itself, and finds the length of the whole in some.
            long from = position == start ? 0 : position;
            if (layer == 3) {
                return new Found(MP3, from);
            } else if (layer > 0) {
                throw new UnreadableFormatException(
                        "is MPEG audio, layer " + "I".repeat(layer) + ", which cannot be decoded here; convert it");
            } else if (areAac(position, bytes, wanted)) {
                return new Found(AAC, from);
            }
        }
        return null;
    }

    /** The layer of so many frames in a row, or as many as there are before the file ends; 0 if there are none. */
    private static int mpegLayer(long position, FileBytes bytes, int wanted) throws IOException {
        MpegFrame first = null;
        for (int i = 0; i < wanted; i++) {
            if (position >= bytes.size() && first != null) {
                return first.layer();
            }
            MpegFrame frame = bytes.at(position, 4).remaining() < 4
                    ? null
                    : MpegFrame.of(bytes.at(position, 4).getInt(0));
            if (frame == null || (first != null && !first.goesOnWith(frame))) {
                return 0;
            }
            first = frame;
            position += frame.bytes();
        }
        return first == null ? 0 : first.layer();
    }

    private static boolean areAac(long position, FileBytes bytes, int wanted) throws IOException {
        AdtsFrame first = null;
        for (int i = 0; i < wanted; i++) {
            if (position >= bytes.size() && first != null) {
                return true;
            }
            AdtsFrame frame = AdtsFrame.of(bytes.at(position, AdtsFrame.HEADER));
            if (frame == null || (first != null && first.kind() != frame.kind())) {
                return false;
            }
            first = frame;
            position += frame.bytes();
        }
        return true;
    }

    private static UnreadableFormatException refused(String what) {
        return new UnreadableFormatException(what + ". " + READ);
    }
}
