package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The central directory of a zip archive: every entry with its place and sizes, all checked against the file.
 *
 * <p>{@link java.util.zip.ZipFile} does not tell where an entry's bytes lie, and it is there that tensors are read.
 * Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.5.3.
 */
final class ZipDirectory {

    private static final int END_SIGNATURE = 0x06054B50;
    private static final int END64_SIGNATURE = 0x06064B50;
    private static final int LOCATOR64_SIGNATURE = 0x07064B50;
    private static final int ENTRY_SIGNATURE = 0x02014B50;
    private static final int LOCAL_SIGNATURE = 0x04034B50;

    private static final int END_BYTES = 22;
    private static final int END64_BYTES = 56;
    private static final int LOCATOR64_BYTES = 20;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int MAX_COMMENT_BYTES = 0xFFFF;

    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int ENCRYPTED_FLAG = 1;
    private static final int ZIP64_EXTRA = 1;

    /** In the fields of the original format: the figure stands in the zip64 extra field. */
    private static final long IN_ZIP64_32 = 0xFFFFFFFFL;

    /** About 100 bytes a storage: room for more tensors than one file has ever held. */
    private static final int MAX_DIRECTORY_BYTES = 1 << 24;

    private final ByteSource file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private ZipDirectory(ByteSource file) {
        this.file = file;
    }

    /**
     * An entry.
     *
     * @param crc CRC-32 of its contents; torch writes 0 for one that it was told not to compute
     * @param storedBytes its size in the archive
     * @param bytes its size unpacked
     * @param header where its local header begins
     */
    record Entry(String name, boolean deflated, int crc, long storedBytes, long bytes, long header) {}

    static ZipDirectory read(ByteSource file) throws IOException, FormatException {
        ZipDirectory directory = new ZipDirectory(file);
        End end = directory.findEnd();
        directory.readEntries(end);
        directory.requireNoOverlap(end.directoryOffset);
        return directory;
    }

    /** The entries by name, in the order of the directory. */
    Map<String, Entry> entries() {
        return entries;
    }

    /** The bytes of an entry as they stand in the archive. */
    ByteSource stored(Entry entry) throws IOException, FormatException {
        ByteBuffer local = bytes(entry.header, LOCAL_BYTES);
        int nameBytes = Short.toUnsignedInt(local.getShort(26));
        long data = entry.header + LOCAL_BYTES + nameBytes + Short.toUnsignedInt(local.getShort(28));
        if (local.getInt(0) != LOCAL_SIGNATURE || data > file.size() - entry.storedBytes) {
            throw new FormatException(
                    entry.header, "expected '" + entry.name + "' of " + entry.storedBytes + " bytes to begin here");
        }
        String name = StandardCharsets.UTF_8
                .decode(bytes(entry.header + LOCAL_BYTES, nameBytes))
                .toString();
        if (!name.equals(entry.name)) {
            throw new FormatException(
                    entry.header, "the directory says '" + entry.name + "' begins here, but it is '" + name + "'");
        }
        return file.slice(data, entry.storedBytes);
    }

    /** Where the directory says it lies. */
    private record End(long count, long directoryBytes, long directoryOffset, long endOffset) {}

    private End findEnd() throws IOException, FormatException {
        int tailBytes = (int) Math.min(file.size(), END_BYTES + MAX_COMMENT_BYTES);
        ByteBuffer tail = bytes(file.size() - tailBytes, tailBytes);
        for (int i = tailBytes - END_BYTES; i >= 0; i--) {
            if (tail.getInt(i) == END_SIGNATURE
                    && Short.toUnsignedInt(tail.getShort(i + 20)) == tailBytes - END_BYTES - i) {
                long offset = file.size() - tailBytes + i;
                End end = new End(
                        Short.toUnsignedInt(tail.getShort(i + 10)),
                        Integer.toUnsignedLong(tail.getInt(i + 12)),
                        Integer.toUnsignedLong(tail.getInt(i + 16)),
                        offset);
                return checked(zip64(end), offset);
            }
        }
        throw new FormatException(
                "the zip archive has no directory at its end: the file is truncated. Copy it from its source again");
    }

    /** The zip64 form of the end record, which torch always writes; the given one where there is none. */
    private End zip64(End end) throws IOException, FormatException {
        long locatorOffset = end.endOffset - LOCATOR64_BYTES;
        if (locatorOffset < END64_BYTES) {
            return end;
        }
        ByteBuffer locator = bytes(locatorOffset, LOCATOR64_BYTES);
        if (locator.getInt(0) != LOCATOR64_SIGNATURE) {
            return end;
        }
        long offset = locator.getLong(8);
        if (offset < 0
                || offset > locatorOffset - END64_BYTES
                || bytes(offset, 4).getInt(0) != END64_SIGNATURE) {
            throw new FormatException(
                    locatorOffset, "expected the zip64 directory's end at " + Long.toUnsignedString(offset));
        }
        ByteBuffer end64 = bytes(offset, END64_BYTES);
        return new End(end64.getLong(32), end64.getLong(40), end64.getLong(48), offset);
    }

    private static End checked(End end, long offset) throws FormatException {
        if (end.directoryOffset < 0
                || end.directoryBytes < 0
                || end.directoryBytes > end.endOffset
                || end.directoryOffset > end.endOffset - end.directoryBytes
                || end.count < 0
                || end.count > end.directoryBytes / ENTRY_BYTES) {
            throw new FormatException(
                    offset,
                    "a directory of " + Long.toUnsignedString(end.count) + " entries in "
                            + Long.toUnsignedString(end.directoryBytes) + " bytes at "
                            + Long.toUnsignedString(end.directoryOffset) + " does not fit before it");
        }
        if (end.directoryBytes > MAX_DIRECTORY_BYTES) {
            throw new FormatException(
                    offset, "a directory of " + end.directoryBytes + " bytes; expected at most " + MAX_DIRECTORY_BYTES);
        }
        return end;
    }

    private void readEntries(End end) throws IOException, FormatException {
        ByteBuffer directory = bytes(end.directoryOffset, (int) end.directoryBytes);
        for (long i = 0; i < end.count; i++) {
            long offset = end.directoryOffset + directory.position();
            try {
                Entry entry = readEntry(directory);
                if (entries.put(entry.name, entry) != null) {
                    throw new FormatException("a second entry named '" + entry.name + "'");
                }
            } catch (FormatException e) {
                throw e.at(offset);
            }
        }
    }

    private static Entry readEntry(ByteBuffer directory) throws FormatException {
        int at = directory.position();
        if (directory.remaining() < ENTRY_BYTES || directory.getInt(at) != ENTRY_SIGNATURE) {
            throw new FormatException("expected an entry of the zip archive's directory");
        }
        int nameBytes = Short.toUnsignedInt(directory.getShort(at + 28));
        int extraBytes = Short.toUnsignedInt(directory.getShort(at + 30));
        int commentBytes = Short.toUnsignedInt(directory.getShort(at + 32));
        if (directory.remaining() < ENTRY_BYTES + nameBytes + extraBytes + commentBytes) {
            throw new FormatException("an entry that goes on past the end of the zip archive's directory");
        }
        directory.position(at + ENTRY_BYTES + nameBytes + extraBytes + commentBytes);
        String name = StandardCharsets.UTF_8
                .decode(directory.slice(at + ENTRY_BYTES, nameBytes))
                .toString();
        ByteBuffer extra = zip64Extra(directory.slice(at + ENTRY_BYTES + nameBytes, extraBytes));
        long bytes = size(directory.getInt(at + 24), extra, name);
        long storedBytes = size(directory.getInt(at + 20), extra, name);
        long header = size(directory.getInt(at + 42), extra, name);
        int method = Short.toUnsignedInt(directory.getShort(at + 10));
        if (method != STORED && method != DEFLATED) {
            throw new FormatException("'" + name + "' is packed by method " + method
                    + "; expected 0 (stored) or 8 (deflated). Unzip the file and zip it with these");
        }
        if ((directory.getShort(at + 8) & ENCRYPTED_FLAG) != 0) {
            throw new FormatException("'" + name + "' is encrypted. Unzip the file and zip it without a password");
        }
        if (method == STORED && bytes != storedBytes) {
            throw new FormatException("'" + name + "' is stored, but has " + storedBytes + " bytes for its " + bytes);
        }
        return new Entry(name, method == DEFLATED, directory.getInt(at + 16), storedBytes, bytes, header);
    }

    /** The zip64 part of an entry's extra field, which holds in order those figures that did not fit elsewhere. */
    private static @Nullable ByteBuffer zip64Extra(ByteBuffer extra) {
        extra.order(ByteOrder.LITTLE_ENDIAN);
        while (extra.remaining() >= 4) {
            int id = extra.getShort();
            int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
            if (id == ZIP64_EXTRA) {
                return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + length);
        }
        return null;
    }

    private static long size(int figure, @Nullable ByteBuffer zip64, String name) throws FormatException {
        long size = Integer.toUnsignedLong(figure);
        if (size == IN_ZIP64_32) {
            if (zip64 == null || zip64.remaining() < Long.BYTES) {
                throw new FormatException("'" + name + "' lacks its zip64 sizes");
            }
            size = zip64.getLong();
        }
        if (size < 0) {
            throw new FormatException(
                    "'" + name + "' says it has " + Long.toUnsignedString(size) + " bytes; expected fewer than 2^63");
        }
        return size;
    }

    /** Overlapping entries let a small file unpack into any amount; honest archives have none. */
    private void requireNoOverlap(long directoryOffset) throws FormatException {
        List<Entry> byPlace = new ArrayList<>(entries.values());
        byPlace.sort(Comparator.comparingLong(Entry::header));
        for (int i = 0; i < byPlace.size(); i++) {
            Entry entry = byPlace.get(i);
            long limit = i + 1 < byPlace.size() ? byPlace.get(i + 1).header : directoryOffset;
            long room = limit - entry.header - LOCAL_BYTES - entry.name.length();
            if (entry.header > limit || entry.storedBytes > room) {
                throw new FormatException(
                        entry.header,
                        "'" + entry.name + "' of " + entry.storedBytes + " bytes goes on past " + limit
                                + ", where something else begins");
            }
        }
    }

    private ByteBuffer bytes(long offset, int length) throws IOException, FormatException {
        if (offset < 0 || offset > file.size() - length) {
            throw new FormatException("expected " + length + " bytes at " + Long.toUnsignedString(offset)
                    + " of a file of " + file.size());
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.read(offset, bytes);
        return bytes.flip();
    }
}
