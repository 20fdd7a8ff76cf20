package io.github.ccmusic.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers as {@code numpy.save} writes them, little-endian float32 of shape [rows, size], and on stdout, as csv, what each row is of.
 *
 * <p>How many rows there are is known at the end, so that they are written first, behind room for the header, into a file beside the
 * one that is asked for, which then takes its place.
 *
 * <p>Source: numpy.lib.format, version 1.0.
 */
final class NpyEmbeddings implements EmbeddingWriter {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

    /** A multiple of 64, as the format asks for, with room for any shape. */
    private static final int HEADER_BYTES = 128;

    private final Path file;
    private final Path part;
    private final FileChannel channel;
    private final PrintWriter out;
    private int rows;
    private int size;

    NpyEmbeddings(Path file, PrintWriter out, List<String> columns) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IOException(file + ": there is no directory " + directory + " to put it into");
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": is a directory; name a file");
        }
        this.file = file;
        this.out = out;
        part = file.resolveSibling(file.getFileName() + ".part");
        channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        channel.position(HEADER_BYTES);
        out.println(Csv.line(labels("row", columns)));
    }

    @Override
    public void row(List<String> labels, float[] vector) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        write(bytes);
        size = vector.length;
        out.println(Csv.line(labels(String.valueOf(rows++), labels)));
    }

    @Override
    public void finish() throws IOException {
        if (rows == 0) {
            return;
        }
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + size + "), }";
        int length = HEADER_BYTES - MAGIC.length - Short.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).putShort((short) length);
        bytes.put((header + " ".repeat(length - 1 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
        channel.position(0);
        write(bytes.flip());
        channel.close();
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        out.flush();
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static List<String> labels(String first, List<String> others) {
        List<String> labels = new ArrayList<>();
        labels.add(first);
        labels.addAll(others);
        return labels;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }
}
