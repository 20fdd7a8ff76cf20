package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleReader.PersistentIds;
import io.github.ccmusic.models.checkpoint.PickleReader.Result;
import io.github.ccmusic.models.checkpoint.PickleValue.None;
import io.github.ccmusic.models.checkpoint.PickleValue.Scalar;
import io.github.ccmusic.models.checkpoint.PickleValue.Sequence;
import io.github.ccmusic.models.checkpoint.PickleValue.StorageRef;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * What {@code torch.save} wrote before 1.6: five pickles (a magic number, a protocol version, facts about the system,
 * the value saved, the keys of its storages), then for each key the number of elements and the elements.
 *
 * <p>The elements are little-endian whatever {@code sys_info["little_endian"]} says: torch swaps them on writing where
 * it has to ({@code THPStorage_writeFileRaw} in {@code torch/csrc/serialization.cpp}) and never looks at the flag.
 */
final class LegacyContainer {

    static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

    private static final long PROTOCOL = 1001;

    private final ByteSource file;
    /** As the value saved names them, by key; a view is another key into the same bytes. */
    private final Map<String, StorageRef> named = new HashMap<>();

    private final Map<String, View> views = new HashMap<>();
    private final Map<String, ByteSource> found = new HashMap<>();

    /** A part of a storage that is a storage of its own. */
    private record View(String root, long start) {}

    private LegacyContainer(ByteSource file) {
        this.file = file;
    }

    static Contents read(ByteSource file) throws IOException, FormatException {
        return new LegacyContainer(file).read();
    }

    private Contents read() throws IOException, FormatException {
        Result magic = expect(new Scalar(MAGIC), "the magic number of torch.save", 0);
        Result protocol = expect(new Scalar(PROTOCOL), "protocol version " + PROTOCOL, magic.end());
        Result system = PickleReader.read(file, protocol.end(), PersistentIds.NONE);
        Result root = PickleReader.read(file, system.end(), this::load);
        Result keys = PickleReader.read(file, root.end(), PersistentIds.NONE);
        locate(keys);
        return new Contents(root.value(), this::find, ByteOrder.LITTLE_ENDIAN);
    }

    private Result expect(PickleValue expected, String what, long start) throws IOException, FormatException {
        Result result = PickleReader.read(file, start, PersistentIds.NONE);
        if (!result.value().equals(expected)) {
            throw new FormatException(start, "found " + result.value().describe() + "; expected " + what);
        }
        return result;
    }

    private PickleValue load(PickleValue id) throws FormatException {
        PickleValue module = StorageIds.module(id);
        return module != null ? module : storage(id);
    }

    /** {@code ("storage", class, key, location, elements, None or (view key, first element, elements))}. */
    private StorageRef storage(PickleValue id) throws FormatException {
        Arguments arguments = StorageIds.arguments(id);
        StorageRef root = StorageIds.storage(arguments);
        StorageRef first = named.putIfAbsent(root.key(), root);
        if (first != null && !first.equals(root)) {
            throw new FormatException("storage '" + root.key() + "' is named with two types or sizes");
        }
        if (arguments.count() < 6 || arguments.any(5) == None.NONE) {
            return root;
        }
        Arguments view = new Arguments(
                "a view of a storage",
                arguments.value(5, Sequence.class, "a tuple").items());
        int elementBytes = root.dtype() == null ? 1 : root.dtype().bytes();
        long elements = root.bytes() / elementBytes;
        long start = view.integer(1);
        long length = view.integer(2);
        if (start < 0 || length < 0 || start > elements - length) {
            throw new FormatException("a view of " + length + " elements from " + start + " of storage '" + root.key()
                    + "', which has " + elements);
        }
        String key = "view " + view.text(0);
        views.put(key, new View(root.key(), start * elementBytes));
        return new StorageRef(key, root.dtype(), length * elementBytes);
    }

    private void locate(Result keys) throws IOException, FormatException {
        if (!(keys.value() instanceof Sequence list)) {
            throw new FormatException(keys.end(), "found " + keys.value().describe() + "; expected a list of storages");
        }
        Arguments names = new Arguments("the list of storages", list.items());
        long at = keys.end();
        for (int i = 0; i < names.count(); i++) {
            StorageRef storage = named.get(names.text(i));
            if (storage == null) {
                throw new FormatException(at, "a storage '" + names.text(i) + "' that nothing names");
            }
            long elements = storage.bytes()
                    / (storage.dtype() == null ? 1 : storage.dtype().bytes());
            if (at > file.size() - Long.BYTES - storage.bytes()) {
                throw new FormatException(
                        at,
                        "storage '" + storage.key() + "' of " + storage.bytes()
                                + " bytes goes on past the end: the file" + " of " + file.size()
                                + " bytes is truncated. Copy it from its source again");
            }
            ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            file.read(at, count);
            if (count.getLong(0) != elements) {
                throw new FormatException(
                        at,
                        "storage '" + storage.key() + "' has " + count.getLong(0) + " elements here and " + elements
                                + " where it is named");
            }
            at += Long.BYTES;
            if (found.put(storage.key(), file.slice(at, storage.bytes())) != null) {
                throw new FormatException(at, "a second storage '" + storage.key() + "'");
            }
            at += storage.bytes();
        }
    }

    private ByteSource find(StorageRef storage) throws FormatException {
        View view = views.get(storage.key());
        ByteSource root = found.get(view == null ? storage.key() : view.root);
        if (root == null) {
            throw new FormatException("needs storage '" + storage.key() + "', which the file does not list");
        }
        return view == null ? root : root.slice(view.start, storage.bytes());
    }
}
