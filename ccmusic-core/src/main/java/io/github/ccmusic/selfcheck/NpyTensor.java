package io.github.ccmusic.selfcheck;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one picture from a .npy file as numpy.save writes it: little-endian float32 in C order.
 *
 * <p>Source: numpy.lib.format, versions 1.0 to 3.0.
 */
final class NpyTensor {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** Far more than the few dozen bytes that a header of this shape takes. */
    private static final int MAX_HEADER_BYTES = 4096;

    private static final Pattern HEADER =
            Pattern.compile("\\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \\(([\\d, ]*)\\), \\}\\s*");

    private NpyTensor() {}

    /**
     * Reads a tensor of the expected shape, with or without a leading batch of one.
     *
     * @return row-major; owned by the caller
     * @throws IOException if the file holds anything else; the message says what
     */
    static float[] read(Path file, int channels, int height, int width) throws IOException {
        int count = Math.multiplyExact(Math.multiplyExact(channels, height), width);
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            String header = header(file, in);
            Matcher matcher = HEADER.matcher(header);
            if (!matcher.matches()) {
                throw refused(file, "its header is " + header.strip());
            }
            List<Integer> expected = List.of(channels, height, width);
            List<Integer> shape = shape(file, matcher.group(3));
            List<Integer> withoutBatch = shape.size() == 4 && shape.get(0) == 1 ? shape.subList(1, 4) : shape;
            if (!matcher.group(1).equals("<f4")
                    || !matcher.group(2).equals("False")
                    || !withoutBatch.equals(expected)) {
                throw refused(
                        file,
                        "it holds " + header.strip() + "; expected '<f4', C order, shape " + expected
                                + ". Write it by numpy.save(file, array.astype('<f4'))");
            }
            byte[] bytes = new byte[Math.multiplyExact(count, Float.BYTES)];
            in.readFully(bytes);
            if (in.read() >= 0) {
                throw refused(file, "there are bytes after its " + count + " numbers");
            }
            float[] values = new float[count];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            return values;
        } catch (EOFException e) {
            throw refused(file, "it ends before its " + count + " numbers are complete");
        }
    }

    private static String header(Path file, DataInputStream in) throws IOException {
        byte[] start = new byte[MAGIC.length + 2];
        in.readFully(start);
        for (int i = 0; i < MAGIC.length; i++) {
            if (start[i] != MAGIC[i]) {
                throw refused(file, "it does not begin as a .npy file does");
            }
        }
        int major = start[MAGIC.length];
        if (major < 1 || major > 3) {
            throw refused(file, "it has format version " + major + "; known are 1 to 3");
        }
        int length = major == 1
                ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
                : Integer.reverseBytes(in.readInt());
        if (length < 0 || length > MAX_HEADER_BYTES) {
            throw refused(file, "its header claims " + Integer.toUnsignedString(length) + " bytes");
        }
        byte[] header = new byte[length];
        in.readFully(header);
        return new String(header, StandardCharsets.UTF_8);
    }

    private static List<Integer> shape(Path file, String text) throws IOException {
        List<Integer> shape = new ArrayList<>();
        for (String side : text.split(",", -1)) {
            if (!side.isBlank()) {
                try {
                    shape.add(Integer.parseInt(side.strip()));
                } catch (NumberFormatException e) {
                    throw refused(file, "its shape is (" + text + ")");
                }
            }
        }
        return shape;
    }

    private static IOException refused(Path file, String found) {
        return new IOException(file + ": not a tensor that the self-check can use: " + found + ".");
    }
}
