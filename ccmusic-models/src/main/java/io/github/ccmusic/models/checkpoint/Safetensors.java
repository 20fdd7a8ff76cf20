package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleValue.Dict;
import io.github.ccmusic.models.checkpoint.PickleValue.Scalar;
import io.github.ccmusic.models.checkpoint.PickleValue.StorageRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The safetensors format: eight bytes of length, a JSON header of that length, the elements.
 *
 * <p>Source: the format section of the README of {@code huggingface/safetensors}.
 */
final class Safetensors {

    /** A hundred times the header of a network of a thousand tensors. */
    private static final int MAX_HEADER_BYTES = 1 << 24;

    private Safetensors() {}

    static Contents read(FileSource file) throws IOException, FormatException {
        if (file.size() < Long.BYTES) {
            throw new FormatException("the file has " + file.size() + " bytes; expected a length of 8");
        }
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(0, length);
        long headerBytes = length.getLong(0);
        if (headerBytes < 0 || headerBytes > Math.min(MAX_HEADER_BYTES, file.size() - Long.BYTES)) {
            throw new FormatException(
                    0,
                    "a safetensors header of " + Long.toUnsignedString(headerBytes) + " bytes; expected at most "
                            + Math.min(MAX_HEADER_BYTES, file.size() - Long.BYTES));
        }
        ByteBuffer header = ByteBuffer.allocate((int) headerBytes);
        file.read(Long.BYTES, header);
        long start = Long.BYTES + headerBytes;
        ByteSource data = file.slice(start, file.size() - start);
        SafetensorsHeader parsed = SafetensorsHeader.parse(header.array(), Long.BYTES);
        parsed.requireCovers(data.size());
        return new Contents(root(parsed), storage -> storage(parsed, data, storage), ByteOrder.LITTLE_ENDIAN);
    }

    private static PickleValue root(SafetensorsHeader header) {
        Dict root = new Dict();
        header.entries().forEach((name, entry) -> root.put(new Scalar(name), entry.tensor()));
        if (!header.metadata().isEmpty()) {
            Dict metadata = new Dict();
            header.metadata().forEach((key, value) -> metadata.put(new Scalar(key), new Scalar(value)));
            root.put(new Scalar(SafetensorsHeader.METADATA), metadata);
        }
        return root;
    }

    private static ByteSource storage(SafetensorsHeader header, ByteSource data, StorageRef storage)
            throws FormatException {
        SafetensorsHeader.Entry entry = header.entries().get(storage.key());
        if (entry == null) {
            throw new FormatException("is not in the header");
        }
        return data.slice(entry.begin(), storage.bytes());
    }
}
