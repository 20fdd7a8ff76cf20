package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleValue.StorageRef;
import io.github.ccmusic.models.checkpoint.PickleValue.TensorRef;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file, and a reader for just the JSON that it may be:
 *
 * <pre>{@code
 * {"__metadata__": {"key": "value", …}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}
 * }</pre>
 *
 * <p>Nothing in it nests, so the reader does not recurse. As the format demands, names do not repeat, and the tensors'
 * bytes follow each other without gap or overlap.
 */
final class SafetensorsHeader {

    static final String METADATA = "__metadata__";

    private final String json;
    private final long fileOffset;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private int at;

    private SafetensorsHeader(String json, long fileOffset) {
        this.json = json;
        this.fileOffset = fileOffset;
    }

    /**
     * A tensor.
     *
     * @param begin its first byte, counted from the end of the header
     */
    record Entry(TensorRef tensor, long begin) {
        long end() {
            return begin + tensor.storage().bytes();
        }
    }

    /**
     * Reads a header.
     *
     * @param fileOffset where it begins in the file, for messages
     */
    static SafetensorsHeader parse(byte[] utf8, long fileOffset) throws FormatException {
        String json;
        try {
            json = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FormatException(fileOffset, "the header is not UTF-8: the file is damaged");
        }
        SafetensorsHeader header = new SafetensorsHeader(json, fileOffset);
        header.readEntries();
        return header;
    }

    /** The tensors by name, in the header's order. */
    Map<String, Entry> entries() {
        return entries;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    /** Checks that the tensors fill that many bytes, each byte once. */
    void requireCovers(long bytes) throws FormatException {
        List<Entry> byPlace = new ArrayList<>(entries.values());
        byPlace.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long covered = 0;
        for (Entry entry : byPlace) {
            if (entry.begin != covered) {
                throw new FormatException("begins at " + entry.begin + "; expected " + covered
                                + ", where the tensor before it ends")
                        .ofTensor(entry.tensor.storage().key());
            }
            covered = entry.end();
        }
        if (covered != bytes) {
            throw new FormatException("the tensors take " + covered + " bytes, and the file has " + bytes
                    + " after its header: it is truncated or damaged. Copy it from its source again");
        }
    }

    private void readEntries() throws FormatException {
        expect('{');
        if (!next('}')) {
            do {
                String name = string();
                expect(':');
                if (name.equals(METADATA)) {
                    readMetadata();
                } else if (entries.put(name, entry(name)) != null) {
                    throw error("a second tensor '" + name + "'");
                }
            } while (next(','));
            expect('}');
        }
        skipSpace();
        if (at != json.length()) {
            throw error("expected the header to end");
        }
    }

    private void readMetadata() throws FormatException {
        expect('{');
        if (!next('}')) {
            do {
                String key = string();
                expect(':');
                metadata.put(key, string());
            } while (next(','));
            expect('}');
        }
    }

    private Entry entry(String name) throws FormatException {
        String dtype = null;
        long[] shape = null;
        long[] offsets = null;
        expect('{');
        do {
            String key = string();
            expect(':');
            switch (key) {
                case "dtype" -> dtype = string();
                case "shape" -> shape = integers(Layout.MAX_RANK);
                case "data_offsets" -> offsets = integers(2);
                default -> throw error("unknown key '" + key + "'; expected dtype, shape or data_offsets");
            }
        } while (next(','));
        expect('}');
        if (dtype == null || shape == null || offsets == null || offsets.length != 2 || offsets[1] < offsets[0]) {
            throw error("'" + name + "' lacks a dtype, a shape or data_offsets [begin, end]");
        }
        long bytes = offsets[1] - offsets[0];
        TensorRef tensor = new TensorRef(
                new StorageRef(name, dtype(name, dtype), bytes),
                dtype(name, dtype),
                0,
                shape,
                Layout.rowMajorStrides(shape));
        requireFills(tensor, bytes);
        return new Entry(tensor, offsets[0]);
    }

    private void requireFills(TensorRef tensor, long bytes) throws FormatException {
        try {
            long needed =
                    Math.multiplyExact(tensor.layout().count(), tensor.dtype().bytes());
            if (needed != bytes) {
                throw new FormatException("needs " + needed + " bytes; data_offsets give it " + bytes);
            }
        } catch (FormatException e) {
            throw e.ofTensor(tensor.storage().key()).at(fileOffset + at);
        }
    }

    private DType dtype(String name, String dtype) throws FormatException {
        for (DType known : DType.values()) {
            if (known.safetensorsName().equals(dtype)) {
                return known;
            }
        }
        throw error("'" + name + "' has dtype '" + dtype + "'; known are "
                + Arrays.stream(DType.values()).map(DType::safetensorsName).toList() + ". Save it as one of these");
    }

    private long[] integers(int max) throws FormatException {
        long[] integers = new long[max];
        int n = 0;
        expect('[');
        if (!next(']')) {
            do {
                if (n == max) {
                    throw error("expected " + max + " numbers at most");
                }
                integers[n++] = integer();
            } while (next(','));
            expect(']');
        }
        return Arrays.copyOf(integers, n);
    }

    private long integer() throws FormatException {
        skipSpace();
        int start = at;
        while (at < json.length() && json.charAt(at) >= '0' && json.charAt(at) <= '9') {
            at++;
        }
        boolean leadingZero = at > start + 1 && json.charAt(start) == '0';
        if (at == start || at > start + 19 || leadingZero) {
            throw error("expected a whole number from 0 to 2^63 - 1");
        }
        try {
            return Long.parseLong(json, start, at, 10);
        } catch (NumberFormatException e) {
            throw error("expected a whole number from 0 to 2^63 - 1");
        }
    }

    private String string() throws FormatException {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (true) {
            char c = character();
            if (c == '"') {
                return string.toString();
            }
            if (c < ' ') {
                throw error("a control character in a string");
            }
            string.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() throws FormatException {
        char c = character();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = Character.digit(character(), 16);
                    if (digit < 0) {
                        throw error("expected four hexadecimal digits");
                    }
                    code = (code << 4) | digit;
                }
                yield (char) code;
            }
            default -> throw error("unknown escape '\\" + c + "'");
        };
    }

    private char character() throws FormatException {
        if (at == json.length()) {
            throw error("the header ends inside a string");
        }
        return json.charAt(at++);
    }

    private void expect(char expected) throws FormatException {
        if (!next(expected)) {
            throw error("expected '" + expected + "'");
        }
    }

    /** Goes past that character, if it is next after any space. */
    private boolean next(char expected) {
        skipSpace();
        if (at < json.length() && json.charAt(at) == expected) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
    }

    /** Offsets count characters, which are bytes as long as names are ASCII. */
    private FormatException error(String problem) {
        return new FormatException(fileOffset + at, "in the safetensors header: " + problem);
    }
}
