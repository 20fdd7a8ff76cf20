package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the safetensors format. The header keeps the order of the state dict; the elements lie with the widest types
 * first, as the reference implementation has it, so that each is aligned to its own size.
 */
final class SafetensorsWriter {

    private static final int HEADER_ALIGNMENT = 8;

    private SafetensorsWriter() {}

    static void write(StateDict stateDict, Precision precision, WritableByteChannel out) throws IOException {
        List<Map.Entry<String, TensorData>> byPlace = stateDict.tensors().entrySet().stream()
                .sorted(Comparator.comparingInt(
                        entry -> -precision.of(entry.getValue()).bytes()))
                .toList();
        Map<String, Long> begins = new LinkedHashMap<>();
        long end = 0;
        for (Map.Entry<String, TensorData> entry : byPlace) {
            begins.put(entry.getKey(), end);
            end = Math.addExact(end, precision.bytes(entry.getValue()));
        }
        writeFully(header(stateDict, precision, begins), out);
        for (Map.Entry<String, TensorData> entry : byPlace) {
            precision.write(entry.getKey(), entry.getValue(), out);
        }
    }

    private static ByteBuffer header(StateDict stateDict, Precision precision, Map<String, Long> begins) {
        StringBuilder json = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        stateDict.tensors().forEach((key, tensor) -> {
            long begin = begins.getOrDefault(key, 0L);
            json.append(",\"").append(escaped(key));
            json.append("\":{\"dtype\":\"").append(precision.of(tensor).safetensorsName());
            json.append("\",\"shape\":").append(Arrays.toString(tensor.shape()).replace(" ", ""));
            json.append(",\"data_offsets\":[").append(begin).append(',').append(begin + precision.bytes(tensor));
            json.append("]}");
        });
        byte[] utf8 = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
        int padding = Math.floorMod(-utf8.length, HEADER_ALIGNMENT);
        ByteBuffer header =
                ByteBuffer.allocate(Long.BYTES + utf8.length + padding).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(utf8.length + padding).put(utf8);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.flip();
    }

    private static String escaped(String key) {
        StringBuilder escaped = new StringBuilder();
        key.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                escaped.append('\\').append((char) c);
            } else if (c < ' ') {
                escaped.append(String.format("\\u%04x", c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }

    private static void writeFully(ByteBuffer bytes, WritableByteChannel out) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
