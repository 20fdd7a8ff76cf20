package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleValue.Sequence;
import io.github.ccmusic.models.checkpoint.PickleValue.StorageClass;
import io.github.ccmusic.models.checkpoint.PickleValue.StorageRef;

/** What torch's persistent ids say: {@code ("storage", class, key, location, elements)}. */
final class StorageIds {

    private StorageIds() {}

    static StorageRef fromZip(PickleValue id) throws FormatException {
        return storage(arguments(id));
    }

    static Arguments arguments(PickleValue id) throws FormatException {
        if (!(id instanceof Sequence tuple)) {
            throw new FormatException("a storage is named by " + id.describe() + "; expected a tuple");
        }
        Arguments arguments = new Arguments("persistent_load", tuple.items());
        String kind = arguments.text(0);
        if (kind.equals("module")) {
            throw new FormatException("this is a whole module, pickled with its code." + Advice.STATE_DICT);
        }
        if (!kind.equals("storage")) {
            throw new FormatException("a '" + kind + "' is named; expected a 'storage'");
        }
        return arguments;
    }

    static StorageRef storage(Arguments arguments) throws FormatException {
        DType dtype =
                arguments.value(1, StorageClass.class, "the class of a storage").dtype();
        long elements = arguments.integer(4);
        int elementBytes = dtype == null ? 1 : dtype.bytes();
        if (elements < 0 || elements > Long.MAX_VALUE / elementBytes) {
            throw new FormatException("a storage of " + elements + " elements");
        }
        return new StorageRef(arguments.text(2), dtype, elements * elementBytes);
    }
}
