package io.github.ccmusic.models.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle can say here: plain values, and where tensors lie. Of an object with code there is its class's name.
 *
 * <p>The containers compare by identity: one may contain itself, and then has no other notion of equality.
 */
sealed interface PickleValue {

    /** For an error message: what Python calls it. */
    String describe();

    /** As the key of a dict: a string, a number, or else what Python calls it. */
    default String asKey() {
        return describe();
    }

    /** Python's {@code None}. */
    enum None implements PickleValue {
        NONE;

        @Override
        public String describe() {
            return "None";
        }
    }

    /**
     * A number, a truth value or a string.
     *
     * <p>Has an order because a dict's keys need one: a hash table that can compare them stays fast when a hostile file
     * gives them all the same hash.
     *
     * @param value a {@link Long}, {@link java.math.BigInteger}, {@link Double}, {@link Boolean} or {@link String}
     */
    record Scalar(Comparable<?> value) implements PickleValue, Comparable<Scalar> {
        /** By kind, then by value. */
        @Override
        @SuppressWarnings("unchecked") // values of one class, each of which compares with its own
        public int compareTo(Scalar other) {
            return value.getClass() == other.value.getClass()
                    ? ((Comparable<Object>) value).compareTo(other.value)
                    : value.getClass()
                            .getName()
                            .compareTo(other.value.getClass().getName());
        }

        @Override
        public String asKey() {
            return value.toString();
        }

        @Override
        public String describe() {
            return value instanceof String
                    ? "a str"
                    : value instanceof Number ? "the number " + value : value.toString();
        }
    }

    /** A {@code bytes}; not copied, and never written to. */
    final class Bytes implements PickleValue {
        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }

        @Override
        public String describe() {
            return "a bytes";
        }
    }

    /** A list, a tuple or a set. A pickle makes the first and the last empty, and fills them later. */
    final class Sequence implements PickleValue {
        private final String kind;
        private List<PickleValue> items;

        Sequence(String kind, List<PickleValue> items) {
            this.kind = kind;
            this.items = items;
        }

        /** An empty one that may grow. Its list is made when it does: a pickle can ask for a million of these. */
        Sequence(String kind) {
            this(kind, List.of());
        }

        String kind() {
            return kind;
        }

        List<PickleValue> items() {
            return items;
        }

        void addAll(List<PickleValue> more) {
            if (!(items instanceof ArrayList)) {
                items = new ArrayList<>(items);
            }
            items.addAll(more);
        }

        boolean isTuple() {
            return kind.equals("tuple");
        }

        @Override
        public String describe() {
            return "a " + kind;
        }
    }

    /** A {@code dict} of any kind, in order. */
    final class Dict implements PickleValue {
        private Map<PickleValue, PickleValue> entries = Map.of();

        Map<PickleValue, PickleValue> entries() {
            return entries;
        }

        @Nullable
        PickleValue get(String key) {
            return entries.get(new Scalar(key));
        }

        void put(PickleValue key, PickleValue value) {
            entriesToFill().put(key, value);
        }

        void putAll(Dict other) {
            entriesToFill().putAll(other.entries);
        }

        private Map<PickleValue, PickleValue> entriesToFill() {
            if (!(entries instanceof LinkedHashMap)) {
                entries = new LinkedHashMap<>();
            }
            return entries;
        }

        @Override
        public String describe() {
            return "a dict";
        }
    }

    /**
     * A storage, not yet found.
     *
     * @param key its name in the file
     * @param dtype the type of its elements; absent from an untyped one, which says it with each tensor
     * @param bytes its size
     */
    record StorageRef(String key, @Nullable DType dtype, long bytes) implements PickleValue {
        @Override
        public String describe() {
            return "a storage";
        }
    }

    /** A tensor over a storage, of which nothing has been checked yet. */
    final class TensorRef implements PickleValue {
        private final StorageRef storage;
        private final DType dtype;
        private final long offset;
        private final long[] shape;
        private final long[] strides;

        /** Keeps the arrays. */
        TensorRef(StorageRef storage, DType dtype, long offset, long[] shape, long[] strides) {
            this.storage = storage;
            this.dtype = dtype;
            this.offset = offset;
            this.shape = shape;
            this.strides = strides;
        }

        StorageRef storage() {
            return storage;
        }

        DType dtype() {
            return dtype;
        }

        /** Its layout, now checked. */
        Layout layout() throws FormatException {
            return Layout.checked(offset, shape, strides, storage.bytes / dtype.bytes());
        }

        @Override
        public String describe() {
            return "a tensor";
        }
    }

    /** The class of a storage, such as {@code torch.FloatStorage}; without a type, {@code UntypedStorage}. */
    record StorageClass(@Nullable DType dtype) implements PickleValue {
        /** The type, where an untyped storage will not do. */
        DType typed() throws FormatException {
            if (dtype == null) {
                throw new FormatException("an untyped storage; expected a typed one");
            }
            return dtype;
        }

        @Override
        public String describe() {
            return "a storage class";
        }
    }

    /** Torch's name for an element type, such as {@code torch.float32}. */
    record TorchDType(DType dtype) implements PickleValue {
        @Override
        public String describe() {
            return "torch." + dtype.torchName();
        }
    }

    /** The element type of a numpy scalar, such as {@code <f8}; a pickle gives the byte order only after the name. */
    final class NumpyDType implements PickleValue {
        private final String code;
        private boolean bigEndian;

        NumpyDType(String code, boolean bigEndian) {
            this.code = code;
            this.bigEndian = bigEndian;
        }

        String code() {
            return code;
        }

        boolean isBigEndian() {
            return bigEndian;
        }

        void setBigEndian(boolean bigEndian) {
            this.bigEndian = bigEndian;
        }

        @Override
        public String describe() {
            return "a numpy dtype";
        }
    }

    /**
     * A class, or a function, that only bookkeeping is made of: its name, and never more.
     *
     * @param isPlain whether it makes plain values, whatever it is called with
     */
    record OpaqueClass(String name, boolean isPlain) implements PickleValue {
        @Override
        public String describe() {
            return name;
        }

        /** An object of the class. */
        Opaque make() {
            return new Opaque(name);
        }

        /** What a call of it gives, if it may be called. */
        Opaque call(List<PickleValue> arguments) throws FormatException {
            boolean asEnumeration =
                    Bookkeeping.isClass(this) && arguments.size() == 1 && arguments.get(0) instanceof Scalar;
            if (!isPlain && !asEnumeration) {
                throw new FormatException("calls " + name + ": " + Advice.NOTHING_IS_RUN);
            }
            return make();
        }
    }

    /** An object of which only its class's name is kept; whatever a pickle puts into it is passed over. */
    final class Opaque implements PickleValue {
        private final String className;
        private boolean isModule;

        Opaque(String className) {
            this.className = className;
        }

        String className() {
            return className;
        }

        /** Whether it was given what every {@code torch.nn.Module} has. */
        boolean isModule() {
            return isModule;
        }

        void setState(PickleValue state) {
            isModule |= state instanceof Dict dict && dict.get("_modules") != null && dict.get("_parameters") != null;
        }

        @Override
        public String describe() {
            return "an object of " + className;
        }
    }

    /** A name from {@link AllowedGlobals} that can be called, which runs a few lines of this package. */
    record Callable(String name, Body body) implements PickleValue {
        @Override
        public String describe() {
            return name;
        }

        PickleValue call(List<PickleValue> arguments) throws FormatException {
            return body.call(new Arguments(name, arguments));
        }

        /** What calling the name comes to. */
        @FunctionalInterface
        interface Body {
            PickleValue call(Arguments arguments) throws FormatException;
        }
    }
}
