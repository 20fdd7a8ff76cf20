package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleValue.StorageRef;
import io.github.ccmusic.models.checkpoint.ZipDirectory.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code torch.save} has written since 1.6: a zip archive of {@code name/data.pkl}, one {@code name/data/key} for
 * each storage, and since 2.1 {@code name/byteorder}.
 */
final class ZipContainer {

    private static final String PICKLE = "data.pkl";

    private final FileSource file;
    private final Spool spool;
    private final ZipDirectory directory;
    private final String prefix;
    private final Map<String, ByteSource> opened = new HashMap<>();

    private ZipContainer(FileSource file, Spool spool, ZipDirectory directory, String prefix) {
        this.file = file;
        this.spool = spool;
        this.directory = directory;
        this.prefix = prefix;
    }

    static Contents read(FileSource file, Spool spool) throws IOException, FormatException {
        ZipDirectory directory = ZipDirectory.read(file);
        Entry pickle = findPickle(directory.entries());
        String prefix = pickle.name().substring(0, pickle.name().length() - PICKLE.length());
        requireNoProgram(directory.entries(), prefix);
        spool.requireReasonable(file.size(), directory.entries().values());
        return new ZipContainer(file, spool, directory, prefix).read(pickle);
    }

    private Contents read(Entry pickle) throws IOException, FormatException {
        if (pickle.bytes() > PickleReader.MAX_BYTES) {
            throw new FormatException("'" + pickle.name() + "' has " + pickle.bytes() + " bytes; expected at most "
                    + PickleReader.MAX_BYTES);
        }
        ByteOrder order = byteOrder();
        try {
            ByteSource bytes = HeapSource.copyOf(bytes(pickle));
            PickleValue root = PickleReader.read(bytes, 0, StorageIds::fromZip).value();
            return new Contents(root, this::storage, order);
        } catch (FormatException e) {
            throw e.in(pickle.name());
        }
    }

    private static Entry findPickle(Map<String, Entry> entries) throws FormatException {
        List<Entry> pickles = entries.values().stream()
                .filter(entry -> isPickle(entry.name()))
                .toList();
        if (pickles.size() != 1) {
            throw new FormatException(
                    "a zip archive with " + pickles.size() + " entries named " + PICKLE + " among its " + entries.size()
                            + "; torch.save writes one. Is this the file that torch.save wrote?");
        }
        return pickles.get(0);
    }

    /** At the top, or in the one directory that there is. */
    private static boolean isPickle(String name) {
        return name.equals(PICKLE) || (name.endsWith("/" + PICKLE) && name.indexOf('/') == name.lastIndexOf('/'));
    }

    private static void requireNoProgram(Map<String, Entry> entries, String prefix) throws FormatException {
        if (entries.containsKey(prefix + "constants.pkl")
                || entries.keySet().stream().anyMatch(name -> name.startsWith(prefix + "code/"))) {
            throw new FormatException(Advice.TORCHSCRIPT);
        }
    }

    private ByteOrder byteOrder() throws IOException, FormatException {
        Entry entry = directory.entries().get(prefix + "byteorder");
        if (entry == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        ByteBuffer text = ByteBuffer.allocate((int) Math.min(16, entry.bytes()));
        bytes(entry).read(0, text);
        String order = StandardCharsets.US_ASCII.decode(text.flip()).toString();
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default ->
                throw new FormatException("'" + entry.name() + "' says '" + order + "'; expected 'little' or 'big'");
        };
    }

    private ByteSource storage(StorageRef storage) throws IOException, FormatException {
        @Nullable Entry entry = directory.entries().get(prefix + "data/" + storage.key());
        if (entry == null && storage.bytes() == 0) {
            return new HeapSource(new byte[0]);
        }
        if (entry == null || entry.bytes() != storage.bytes()) {
            throw new FormatException("needs '" + prefix + "data/" + storage.key() + "' of " + storage.bytes()
                    + " bytes; the archive has " + (entry == null ? "none" : "one of " + entry.bytes()));
        }
        return bytes(entry);
    }

    private ByteSource bytes(Entry entry) throws IOException, FormatException {
        ByteSource bytes = opened.get(entry.name());
        if (bytes == null) {
            bytes = open(entry);
            opened.put(entry.name(), bytes);
        }
        return bytes;
    }

    private ByteSource open(Entry entry) throws IOException, FormatException {
        ByteSource stored = directory.stored(entry);
        ByteSource bytes =
                entry.deflated() ? new InflatedSource(file.path(), entry.name(), stored, entry.bytes(), spool) : stored;
        return entry.crc() == 0 ? bytes : new CrcCheckedSource(file.path(), entry.name(), bytes, entry.crc());
    }
}
