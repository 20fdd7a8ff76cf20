package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes a zip archive of stored entries whose contents begin at multiples of 64 bytes, as torch's do, so that they can
 * be mapped. Sizes and places past 4 GB go into zip64 fields.
 *
 * <p>Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.5.3.
 */
final class ZipWriter {

    private static final int ALIGNMENT = 64;
    private static final int LOCAL_BYTES = 30;
    private static final int CRC_IN_LOCAL = 14;
    private static final int ZIP64_LOCAL_EXTRA_BYTES = 20;
    /** The id under which torch pads; what follows its length is skipped by every reader. */
    private static final short PADDING_EXTRA = 0x4246;

    private static final int EXTRA_HEADER_BYTES = 4;
    private static final short VERSION_ZIP64 = 45;
    private static final short UTF8_FLAG = 0x0800;
    private static final long MAX_32 = 0xFFFFFFFFL;
    private static final int MAX_16 = 0xFFFF;
    /** 1 January 1980, the earliest that a zip can say: the same weights give the same file. */
    private static final short DATE = (1 << 5) | 1;

    private final FileChannel out;
    private final List<Entry> entries = new ArrayList<>();

    ZipWriter(FileChannel out) {
        this.out = out;
    }

    private record Entry(String name, int crc, long size, long offset) {}

    /** Writes an entry's contents. */
    @FunctionalInterface
    interface Contents {
        void writeTo(WritableByteChannel out) throws IOException;
    }

    /**
     * Adds an entry.
     *
     * @param size how many bytes {@code contents} will write
     */
    void entry(String name, long size, Contents contents) throws IOException {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        long offset = out.position();
        write(localHeader(utf8, size, offset));
        long start = out.position();
        CheckedChannel checked = new CheckedChannel();
        contents.writeTo(checked);
        if (out.position() - start != size) {
            throw new IllegalStateException(
                    "'" + name + "' was to have " + size + " bytes and got " + (out.position() - start));
        }
        int crc = (int) checked.crc.getValue();
        out.write(littleEndian(Integer.BYTES).putInt(crc).flip(), offset + CRC_IN_LOCAL);
        entries.add(new Entry(name, crc, size, offset));
    }

    /** Writes the directory. The caller closes the channel. */
    void finish() throws IOException {
        long start = out.position();
        for (Entry entry : entries) {
            write(directoryEntry(entry));
        }
        long end = out.position();
        ByteBuffer record = littleEndian(56 + 20 + 22);
        record.putInt(0x06064B50).putLong(56 - 12); // zip64 end of directory, its size without these two
        record.putShort(VERSION_ZIP64).putShort(VERSION_ZIP64).putInt(0).putInt(0);
        record.putLong(entries.size())
                .putLong(entries.size())
                .putLong(end - start)
                .putLong(start);
        record.putInt(0x07064B50).putInt(0).putLong(end).putInt(1); // zip64 locator
        short count = (short) Math.min(entries.size(), MAX_16);
        record.putInt(0x06054B50).putInt(0).putShort(count).putShort(count); // end of directory
        record.putInt(low(end - start)).putInt(low(start)).putShort((short) 0);
        write(record.flip());
    }

    private static ByteBuffer localHeader(byte[] name, long size, long offset) {
        int zip64Bytes = size >= MAX_32 ? ZIP64_LOCAL_EXTRA_BYTES : 0;
        long unpadded = offset + LOCAL_BYTES + name.length + zip64Bytes + EXTRA_HEADER_BYTES;
        int padding = (int) Math.floorMod(-unpadded, (long) ALIGNMENT);
        int extraBytes = zip64Bytes + EXTRA_HEADER_BYTES + padding;
        ByteBuffer header = littleEndian(LOCAL_BYTES + name.length + extraBytes);
        header.putInt(0x04034B50).putShort(VERSION_ZIP64).putShort(UTF8_FLAG).putShort((short) 0);
        header.putShort((short) 0).putShort(DATE).putInt(0).putInt(low(size)).putInt(low(size));
        header.putShort((short) name.length).putShort((short) extraBytes).put(name);
        if (zip64Bytes > 0) {
            header.putShort((short) 1).putShort((short) 16).putLong(size).putLong(size);
        }
        header.putShort(PADDING_EXTRA).putShort((short) padding);
        return header.position(header.limit()).flip();
    }

    private static ByteBuffer directoryEntry(Entry entry) {
        byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer zip64 = littleEndian(EXTRA_HEADER_BYTES + 3 * Long.BYTES).position(EXTRA_HEADER_BYTES);
        if (entry.size >= MAX_32) {
            zip64.putLong(entry.size).putLong(entry.size);
        }
        if (entry.offset >= MAX_32) {
            zip64.putLong(entry.offset);
        }
        int zip64Bytes = zip64.position() - EXTRA_HEADER_BYTES;
        zip64.putShort(0, (short) 1).putShort(2, (short) zip64Bytes).flip();
        ByteBuffer record = littleEndian(46 + name.length + (zip64Bytes > 0 ? zip64.limit() : 0));
        record.putInt(0x02014B50)
                .putShort(VERSION_ZIP64)
                .putShort(VERSION_ZIP64)
                .putShort(UTF8_FLAG);
        record.putShort((short) 0).putShort((short) 0).putShort(DATE).putInt(entry.crc);
        record.putInt(low(entry.size)).putInt(low(entry.size)).putShort((short) name.length);
        record.putShort((short) (zip64Bytes > 0 ? zip64.limit() : 0));
        record.putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt(low(entry.offset));
        record.put(name);
        if (zip64Bytes > 0) {
            record.put(zip64);
        }
        return record.flip();
    }

    /** A figure in a 32-bit field; all ones say that it stands in a zip64 field. */
    private static int low(long figure) {
        return (int) Math.min(figure, MAX_32);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** Sums what passes through to the archive. */
    private final class CheckedChannel implements WritableByteChannel {
        private final CRC32 crc = new CRC32();

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int count = bytes.remaining();
            crc.update(bytes.duplicate());
            ZipWriter.this.write(bytes);
            return count;
        }

        @Override
        public boolean isOpen() {
            return out.isOpen();
        }

        @Override
        public void close() {}
    }
}
