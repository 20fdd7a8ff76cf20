package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The members of a tar archive that Python's {@code tarfile} wrote; POSIX.1-2001, "ustar Interchange Format". */
final class TarDirectory {

    private static final int BLOCK_BYTES = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_BYTES = 12;

    /** Four are needed; more may be there, but not any number. */
    private static final int MAX_MEMBERS = 64;

    private final Map<String, ByteSource> members = new HashMap<>();

    private TarDirectory() {}

    static TarDirectory read(ByteSource file) throws IOException, FormatException {
        TarDirectory directory = new TarDirectory();
        long at = 0;
        while (at <= file.size() - BLOCK_BYTES) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
            file.read(at, block);
            String header = StandardCharsets.ISO_8859_1.decode(block.flip()).toString();
            if (header.charAt(0) == 0) {
                break; // empty blocks end the archive
            }
            long size = size(header, at);
            long start = at + BLOCK_BYTES;
            if (size > file.size() - start) {
                throw new FormatException(
                        at, "a member of " + size + " bytes goes on past the end: the tar archive is truncated");
            }
            directory.members.put(text(header, 0, NAME_BYTES), file.slice(start, size));
            if (directory.members.size() > MAX_MEMBERS) {
                throw new FormatException(at, "more than " + MAX_MEMBERS + " members; torch.save wrote four");
            }
            at = start + (size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
        }
        return directory;
    }

    ByteSource member(String name) throws FormatException {
        ByteSource member = members.get(name);
        if (member == null) {
            throw new FormatException("a tar archive without the member '" + name
                    + "' that torch.save wrote; if it has the weights in it, unpack it: tar xf");
        }
        return member;
    }

    private static long size(String header, long at) throws FormatException {
        String octal = text(header, SIZE_OFFSET, SIZE_BYTES).strip();
        if (!octal.matches("[0-7]{1,12}")) {
            throw new FormatException(at + SIZE_OFFSET, "expected the size of a member of the tar archive in octal");
        }
        return Long.parseLong(octal, 8);
    }

    private static String text(String header, int start, int length) {
        String field = header.substring(start, start + length);
        int end = field.indexOf(0);
        return end < 0 ? field : field.substring(0, end);
    }
}
