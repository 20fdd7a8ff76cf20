package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleReader.PersistentIds;
import io.github.ccmusic.models.checkpoint.PickleReader.Result;
import io.github.ccmusic.models.checkpoint.PickleValue.Scalar;
import io.github.ccmusic.models.checkpoint.PickleValue.Sequence;
import io.github.ccmusic.models.checkpoint.PickleValue.StorageClass;
import io.github.ccmusic.models.checkpoint.PickleValue.StorageRef;
import io.github.ccmusic.models.checkpoint.PickleValue.TensorRef;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code torch.save} wrote in 2016 and 2017: a tar archive of {@code storages}, {@code tensors} (which lie on
 * them) and {@code pickle} (the value saved, which names both by number).
 *
 * <p>Source: {@code legacy_load} in {@code torch/serialization.py}, which still reads it.
 */
final class TarContainer {

    private static final int MAX_OBJECTS = 1 << 16;

    private final ByteSource storagesMember;
    private final ByteSource tensorsMember;
    private final Map<String, ByteSource> bytes = new HashMap<>();
    /** Storages and tensors, by the number that the pickle has for them. */
    private final Map<Long, PickleValue> objects = new HashMap<>();

    private TarContainer(ByteSource storagesMember, ByteSource tensorsMember) {
        this.storagesMember = storagesMember;
        this.tensorsMember = tensorsMember;
    }

    static Contents read(ByteSource file) throws IOException, FormatException {
        TarDirectory members = TarDirectory.read(file);
        TarContainer tar = new TarContainer(members.member("storages"), members.member("tensors"));
        in("storages", tar::readStorages);
        in("tensors", tar::readTensors);
        PickleValue root = in("pickle", () -> PickleReader.read(members.member("pickle"), 0, tar::object))
                .value();
        return new Contents(root, tar::find, ByteOrder.LITTLE_ENDIAN);
    }

    /** The number of storages; of each its number, its place in the machine and its type, and then its elements. */
    private Result readStorages() throws IOException, FormatException {
        Result at = PickleReader.read(storagesMember, 0, PersistentIds.NONE);
        for (long left = count(at); left > 0; left--) {
            at = PickleReader.read(storagesMember, at.end(), PersistentIds.NONE);
            Arguments storage = tuple("a storage", at.value());
            DType dtype = storage.value(2, StorageClass.class, "the class of a storage")
                    .typed();
            PickleInput in = new PickleInput(storagesMember, at.end(), Long.BYTES);
            long elements = in.s8();
            long start = in.position();
            if (elements < 0 || elements > (storagesMember.size() - start) / dtype.bytes()) {
                throw new FormatException(
                        at.end(), "a storage of " + elements + " elements, past the end: the file is truncated");
            }
            long size = elements * dtype.bytes();
            put(storage.integer(0), dtype, storagesMember.slice(start, size));
            at = new Result(at.value(), start + size);
        }
        return readViews(PickleReader.read(storagesMember, at.end(), PersistentIds.NONE));
    }

    /** The list of storages that are parts of others: its number, the other's, the first element and how many. */
    private Result readViews(Result views) throws FormatException {
        for (PickleValue item : tuple("the views", views.value()).values()) {
            Arguments view = tuple("a view", item);
            StorageRef root = storage(view.integer(1));
            DType dtype = new StorageClass(root.dtype()).typed();
            long start = view.integer(2);
            long elements = view.integer(3);
            long available = root.bytes() / dtype.bytes();
            if (start < 0 || elements < 0 || start > available - elements) {
                throw new FormatException(
                        "a view of " + elements + " elements from " + start + " of a storage that has " + available);
            }
            put(view.integer(0), dtype, find(root).slice(start * dtype.bytes(), elements * dtype.bytes()));
        }
        return views;
    }

    /** The number of tensors; of each its number, its storage's and its type, then its layout as plain integers. */
    private Result readTensors() throws IOException, FormatException {
        Result at = PickleReader.read(tensorsMember, 0, PersistentIds.NONE);
        for (long left = count(at); left > 0; left--) {
            at = PickleReader.read(tensorsMember, at.end(), PersistentIds.NONE);
            Arguments tensor = tuple("a tensor", at.value());
            StorageRef storage = storage(tensor.integer(1));
            PickleInput in = new PickleInput(tensorsMember, at.end(), 16L * Layout.MAX_RANK + 16);
            int rank = in.s4();
            in.s4(); // was written as eight bytes
            if (rank < 0 || rank > Layout.MAX_RANK) {
                throw new FormatException(at.end(), "a tensor of " + rank + " dimensions");
            }
            long[] shape = integers(in, rank);
            long[] strides = integers(in, rank);
            long offset = in.s8();
            objects.put(
                    tensor.integer(0),
                    new TensorRef(storage, new StorageClass(storage.dtype()).typed(), offset, shape, strides));
            at = new Result(at.value(), in.position());
        }
        return at;
    }

    private static long[] integers(PickleInput in, int n) throws IOException, FormatException {
        long[] integers = new long[n];
        for (int i = 0; i < n; i++) {
            integers[i] = in.s8();
        }
        return integers;
    }

    private static long count(Result count) throws FormatException {
        long objects = new Arguments("the count", List.of(count.value())).integer(0);
        if (objects > MAX_OBJECTS) {
            throw new FormatException(objects + " storages or tensors; expected " + MAX_OBJECTS + " at most");
        }
        return objects;
    }

    private static Arguments tuple(String what, PickleValue value) throws FormatException {
        if (value instanceof Sequence sequence) {
            return new Arguments(what, sequence.items());
        }
        throw new FormatException("found " + value.describe() + " for " + what + "; expected a tuple");
    }

    private void put(long number, DType dtype, ByteSource source) {
        StorageRef storage = new StorageRef(Long.toString(number), dtype, source.size());
        objects.put(number, storage);
        bytes.put(storage.key(), source);
    }

    private StorageRef storage(long number) throws FormatException {
        if (objects.get(number) instanceof StorageRef storage) {
            return storage;
        }
        throw new FormatException("names storage " + number + ", which the file does not have");
    }

    private ByteSource find(StorageRef storage) throws FormatException {
        ByteSource source = bytes.get(storage.key());
        if (source == null) {
            throw new FormatException("names storage " + storage.key() + ", which the file does not have");
        }
        return source;
    }

    private PickleValue object(PickleValue id) throws FormatException {
        if (id instanceof Sequence) {
            throw new FormatException("this is a whole module, pickled with its code." + Advice.STATE_DICT);
        }
        PickleValue object = null;
        if (id instanceof Scalar scalar && scalar.value() instanceof String text && text.matches("[0-9]{1,18}")) {
            object = objects.get(Long.valueOf(text));
        } else if (id instanceof Scalar scalar && scalar.value() instanceof Long number) {
            object = objects.get(number);
        }
        if (object == null) {
            throw new FormatException("names a tensor by " + id.describe() + "; the file has none of that number");
        }
        return object;
    }

    private static Result in(String member, Step step) throws IOException, FormatException {
        try {
            return step.run();
        } catch (FormatException e) {
            throw e.in("'" + member + "'");
        }
    }

    @FunctionalInterface
    private interface Step {
        Result run() throws IOException, FormatException;
    }
}
