package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleValue.OpaqueClass;
import io.github.ccmusic.models.checkpoint.PickleValue.Scalar;
import io.github.ccmusic.models.checkpoint.PickleValue.Sequence;
import io.github.ccmusic.models.checkpoint.PickleValue.StorageClass;
import io.github.ccmusic.models.checkpoint.PickleValue.StorageRef;
import org.jspecify.annotations.Nullable;

/** What torch's persistent ids say: {@code ("storage", class, key, location, elements)}. */
final class StorageIds {

    private StorageIds() {}

    /**
     * What an id of a legacy file names instead of a storage: {@code ("module", class, source file, source)}, the class of a module,
     * of which nothing but the name is read. Null for a storage.
     */
    static @Nullable OpaqueClass module(PickleValue id) {
        return id instanceof Sequence tuple
                        && tuple.items().size() == 4
                        && tuple.items().get(0).equals(new Scalar("module"))
                        && tuple.items().get(1) instanceof OpaqueClass module
                ? module
                : null;
    }

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
