package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleValue.Bytes;
import io.github.ccmusic.models.checkpoint.PickleValue.Scalar;
import io.github.ccmusic.models.checkpoint.PickleValue.Sequence;
import java.util.List;

/**
 * What a pickle hands to one of the names it may call.
 *
 * @param function the name, for messages
 */
record Arguments(String function, List<PickleValue> values) {

    int count() {
        return values.size();
    }

    PickleValue any(int index) throws FormatException {
        if (index >= values.size()) {
            throw new FormatException(
                    function + " is called with " + values.size() + " arguments, fewer than it needs");
        }
        return values.get(index);
    }

    <T extends PickleValue> T value(int index, Class<T> type, String expected) throws FormatException {
        PickleValue value = any(index);
        if (!type.isInstance(value)) {
            throw wrong(index, expected);
        }
        return type.cast(value);
    }

    boolean isText(int index) {
        return index < values.size() && values.get(index) instanceof Scalar scalar && scalar.value() instanceof String;
    }

    String text(int index) throws FormatException {
        if (any(index) instanceof Scalar scalar && scalar.value() instanceof String text) {
            return text;
        }
        throw wrong(index, "a str");
    }

    long integer(int index) throws FormatException {
        return integer(index, any(index));
    }

    /** A tuple of integers, a shape or strides. */
    long[] integers(int index) throws FormatException {
        List<PickleValue> items =
                value(index, Sequence.class, "a tuple of integers").items();
        if (items.size() > Layout.MAX_RANK) {
            throw new FormatException(function + " is called with " + items.size() + " dimensions; expected "
                    + Layout.MAX_RANK + " at most");
        }
        long[] integers = new long[items.size()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = integer(index, items.get(i));
        }
        return integers;
    }

    /** Bytes; in a pickle of Python 2, what was a {@code str} and happened to be text. */
    byte[] bytes(int index) throws FormatException {
        return isText(index)
                ? Latin1.encode(text(index))
                : value(index, Bytes.class, "a bytes").bytes();
    }

    private long integer(int index, PickleValue value) throws FormatException {
        if (value instanceof Scalar scalar && scalar.value() instanceof Long integer) {
            return integer;
        }
        throw wrong(index, "integers below 2^63");
    }

    private FormatException wrong(int index, String expected) throws FormatException {
        return new FormatException(function + " is called with " + any(index).describe() + " as argument " + (index + 1)
                + "; expected " + expected);
    }
}
