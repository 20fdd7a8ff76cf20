package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Files that people take for music and that are not read here, so that they can be told what they have. What is not in this list
 * is refused too.
 */
enum ForeignFormat {
    APE("MAC ", "a Monkey's Audio file"),
    WAVPACK("wvpk", "a WavPack file"),
    TTA("TTA", "a True Audio file"),
    TAK("tBaK", "a TAK file"),
    MUSEPACK_8("MPCK", "a Musepack file"),
    MUSEPACK_7("MP+", "a Musepack file"),
    OPTIMFROG("OFR ", "an OptimFROG file"),
    MIDI("MThd", "a MIDI file: notes, and no sound"),
    AMR("#!AMR", "an AMR recording"),
    CAF("caff", "a Core Audio file"),
    W64("riff", "a Wave64 file"),
    DSF("DSD ", "a DSD file"),
    DSDIFF("FRM8", "a DSDIFF file"),
    ASF("0&\u00b2u\u008ef\u00cf\u0011", "a Windows Media file"),
    REAL_MEDIA(".RMF", "a RealMedia file"),
    REAL_AUDIO(".ra\u00fd", "a RealAudio file"),
    AC3("\u000bw", "an AC-3 stream"),
    DTS("\u007f\u00fe\u0080\u0001", "a DTS stream"),
    FLASH_VIDEO("FLV\u0001", "a Flash video"),
    PROGRAM_STREAM("\0\0\u0001\u00ba", "an MPEG video"),
    VIDEO_STREAM("\0\0\u0001\u00b3", "an MPEG video"),
    PLAYLIST("#EXTM3U", "a playlist: it names sound, and holds none"),
    PLAYLIST_PLS("[playlist]", "a playlist: it names sound, and holds none"),
    PNG("\u0089PNG", "a PNG picture"),
    JPEG("\u00ff\u00d8\u00ff", "a JPEG picture"),
    GIF("GIF8", "a GIF picture"),
    BMP("BM", "a BMP picture"),
    TIFF_LE("II*\0", "a TIFF picture"),
    TIFF_BE("MM\0*", "a TIFF picture"),
    PDF("%PDF", "a PDF document"),
    ZIP("PK\u0003\u0004", "a ZIP archive"),
    GZIP("\u001f\u008b", "a gzip archive"),
    BZIP2("BZh", "a bzip2 archive"),
    XZ("\u00fd7zXZ", "an XZ archive"),
    SEVEN_ZIP("7z\u00bc\u00af", "a 7z archive"),
    RAR("Rar!", "a RAR archive"),
    ELF("\u007fELF", "a program");

    private static final int LOOKED_AT = 512;

    private final String start;
    private final String name;

    ForeignFormat(String start, String name) {
        this.start = start;
        this.name = name;
    }

    /** What a file is called that begins so at a place, if it is known. */
    static Optional<String> at(long position, FileBytes bytes) throws IOException {
        for (ForeignFormat format : values()) {
            if (bytes.says(position, format.start)) {
                return Optional.of(format.name);
            }
        }
        if (bytes.says(position, "RIFF")) {
            String kind = bytes.text(position + 8, 4);
            return Optional.of(kind.equals("AVI ") ? "an AVI video" : "a RIFF file that is not WAV");
        }
        return isText(bytes.at(position, LOOKED_AT)) ? Optional.of("text") : Optional.empty();
    }

    private static boolean isText(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return false;
        }
        for (int i = 0; i < bytes.limit(); i++) {
            byte b = bytes.get(i);
            if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f') {
                return false;
            }
        }
        return true;
    }
}
