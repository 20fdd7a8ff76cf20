package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The containers, told apart by the first bytes of the file. */
enum FileKind {
    ZIP {
        @Override
        Contents read(FileSource file, Spool spool) throws IOException, FormatException {
            return ZipContainer.read(file, spool);
        }
    },
    LEGACY {
        @Override
        Contents read(FileSource file, Spool spool) throws IOException, FormatException {
            return LegacyContainer.read(file);
        }
    },
    TAR {
        @Override
        Contents read(FileSource file, Spool spool) throws IOException, FormatException {
            return TarContainer.read(file);
        }
    },
    SAFETENSORS {
        @Override
        Contents read(FileSource file, Spool spool) throws IOException, FormatException {
            return Safetensors.read(file);
        }
    };

    /** {@code PROTO}, from protocol 4 on {@code FRAME} and its length, {@code LONG1, 10 bytes} and the magic number, little-endian. */
    private static final Pattern LEGACY_START = Pattern.compile(
            "\u0080[\u0002-\u0005](\u0095.{8})?\u008a\n" + Pattern.quote("l\u00fc\u009cF\u00f9 j\u00a8P\u0019."),
            Pattern.DOTALL);

    /** Where the first member of a tar archive says that it is one. */
    private static final int TAR_MAGIC_OFFSET = 257;

    private static final int START_BYTES = 512;

    abstract Contents read(FileSource file, Spool spool) throws IOException, FormatException;

    /**
     * The kind of a file.
     *
     * @throws FormatException if it is none of these; the message says what it looks like
     */
    static FileKind of(FileSource file) throws IOException, FormatException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(START_BYTES, file.size()));
        file.read(0, bytes);
        String start = StandardCharsets.ISO_8859_1.decode(bytes.flip()).toString();
        if (start.startsWith("PK\u0003\u0004")) {
            return ZIP;
        }
        if (LEGACY_START.matcher(start).lookingAt()) {
            return LEGACY;
        }
        if (start.startsWith("ustar", TAR_MAGIC_OFFSET)) {
            return TAR;
        }
        if (start.startsWith("{", Long.BYTES)) {
            return SAFETENSORS;
        }
        throw new FormatException(looksLike(start));
    }

    private static String looksLike(String start) {
        if (start.isEmpty()) {
            return "the file is empty. Copy it from its source again";
        }
        if (start.startsWith("version https://git-lfs")) {
            return "this is Git LFS's pointer to a file of weights, not the file. Fetch it: git lfs pull";
        }
        if (start.stripLeading().startsWith("<")) {
            return "this is a web page, not a file of weights. Download the file that the page offers";
        }
        if (start.startsWith("\u0089HDF")) {
            return "this is an HDF5 file, as Keras writes; expected one that torch.save wrote, or safetensors";
        }
        if (start.startsWith("GGUF")) {
            return "this is a GGUF file; expected one that torch.save wrote, or safetensors";
        }
        if (start.startsWith("\u0080")) {
            return "this is a pickle, but not one of torch.save." + Advice.STATE_DICT;
        }
        return "neither a file that torch.save wrote nor safetensors: it begins with '"
                + start.substring(0, Math.min(8, start.length())).replaceAll("[^ -~]", "?") + "'";
    }
}
