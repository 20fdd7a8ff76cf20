package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleValue.Bytes;
import io.github.ccmusic.models.checkpoint.PickleValue.Callable;
import io.github.ccmusic.models.checkpoint.PickleValue.Dict;
import io.github.ccmusic.models.checkpoint.PickleValue.None;
import io.github.ccmusic.models.checkpoint.PickleValue.NumpyDType;
import io.github.ccmusic.models.checkpoint.PickleValue.Opaque;
import io.github.ccmusic.models.checkpoint.PickleValue.OpaqueClass;
import io.github.ccmusic.models.checkpoint.PickleValue.Scalar;
import io.github.ccmusic.models.checkpoint.PickleValue.Sequence;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one pickle of protocol 2 to 5 into values, and runs nothing.
 *
 * <p>A pickle is a program for a machine with a stack and a memo. Python's machine looks up and calls whatever the
 * program names; this one knows the names in {@link AllowedGlobals}, passes over the objects of {@link Bookkeeping}, and
 * has bounds. A program of n opcodes can name no more than n values, so a bound on opcodes bounds stack, memo
 * and values alike; where a single opcode works on something that was paid for once but can be reused any number of
 * times, such as a call with a long list, its size counts as work.
 *
 * <p>Source: {@code Lib/pickle.py} and {@code Lib/pickletools.py} of CPython, {@code torch/_weights_only_unpickler.py}.
 */
final class PickleReader {

    /** Bounds that keep a hostile pickle under 128 MB of heap and a second, and far above what real ones need. */
    static final int MAX_BYTES = 1 << 24;

    private static final int MAX_OPCODES = 1 << 19;
    private static final int MAX_WORK = 1 << 26;

    /** The longest integer: {@code 10^300} and more, of which no checkpoint has any. */
    private static final int MAX_INTEGER_BYTES = 128;

    /** Turns a persistent id, which means what its container says, into a value. */
    @FunctionalInterface
    interface PersistentIds {
        /** For a pickle of plain values. */
        PersistentIds NONE = id -> {
            throw new FormatException("a storage is named where only plain values are expected");
        };

        PickleValue load(PickleValue id) throws FormatException;
    }

    private final PickleInput in;
    private final PersistentIds persistentIds;
    private final List<PickleValue> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Long, PickleValue> memo = new HashMap<>();
    private long work;

    private PickleReader(PickleInput in, PersistentIds persistentIds) {
        this.in = in;
        this.persistentIds = persistentIds;
    }

    /** Reads the pickle at the given place of a source. */
    static Result read(ByteSource source, long start, PersistentIds persistentIds) throws IOException, FormatException {
        PickleInput in = new PickleInput(source, start, MAX_BYTES);
        PickleValue value = new PickleReader(in, persistentIds).run();
        return new Result(value, in.position());
    }

    /**
     * A pickle's value.
     *
     * @param end the offset of the byte after the pickle
     */
    record Result(PickleValue value, long end) {}

    private PickleValue run() throws IOException, FormatException {
        for (int opcodes = 0; opcodes < MAX_OPCODES; opcodes++) {
            long offset = in.position();
            try {
                int opcode = in.u1();
                if (opcode == Opcode.STOP) {
                    return pop();
                }
                execute(opcode);
            } catch (FormatException e) {
                throw e.at(offset);
            }
        }
        throw new FormatException(in.position(), "more than " + MAX_OPCODES + " opcodes, which no checkpoint needs");
    }

    private void execute(int opcode) throws IOException, FormatException {
        switch (opcode) {
            case Opcode.PROTO -> requireProtocol(in.u1());
            case Opcode.FRAME -> in.s8();

            case Opcode.NONE -> stack.add(None.NONE);
            case Opcode.NEWTRUE -> stack.add(new Scalar(true));
            case Opcode.NEWFALSE -> stack.add(new Scalar(false));
            case Opcode.BININT -> stack.add(new Scalar((long) in.s4()));
            case Opcode.BININT1 -> stack.add(new Scalar((long) in.u1()));
            case Opcode.BININT2 -> stack.add(new Scalar((long) in.u2()));
            case Opcode.LONG1 -> stack.add(integer(in.u1()));
            case Opcode.LONG4 -> stack.add(integer(in.u4()));
            case Opcode.BINFLOAT -> stack.add(new Scalar(in.f8()));

            case Opcode.SHORT_BINUNICODE -> stack.add(text(in.u1()));
            case Opcode.BINUNICODE -> stack.add(text(in.u4()));
            case Opcode.BINUNICODE8 -> stack.add(text(in.s8()));
            case Opcode.SHORT_BINSTRING -> stack.add(textOrBytes(in.u1()));
            case Opcode.BINSTRING -> stack.add(textOrBytes(in.u4()));
            case Opcode.SHORT_BINBYTES -> stack.add(new Bytes(in.bytes(in.u1())));
            case Opcode.BINBYTES -> stack.add(new Bytes(in.bytes(in.u4())));
            case Opcode.BINBYTES8, Opcode.BYTEARRAY8 -> stack.add(new Bytes(in.bytes(in.s8())));

            case Opcode.EMPTY_TUPLE -> stack.add(new Sequence("tuple", List.of()));
            case Opcode.TUPLE1 -> tuple(1);
            case Opcode.TUPLE2 -> tuple(2);
            case Opcode.TUPLE3 -> tuple(3);
            case Opcode.TUPLE -> stack.add(new Sequence("tuple", popToMark()));
            case Opcode.EMPTY_LIST -> stack.add(new Sequence("list"));
            case Opcode.LIST -> stack.add(new Sequence("list", popToMark()));
            case Opcode.APPEND -> append(List.of(pop()), "list");
            case Opcode.APPENDS -> append(popToMark(), "list");
            case Opcode.EMPTY_SET -> stack.add(new Sequence("set"));
            case Opcode.FROZENSET -> stack.add(new Sequence("frozenset", popToMark()));
            case Opcode.ADDITEMS -> append(popToMark(), "set");
            case Opcode.EMPTY_DICT -> stack.add(new Dict());
            case Opcode.DICT -> {
                List<PickleValue> items = popToMark();
                stack.add(new Dict());
                setItems(items);
            }
            case Opcode.SETITEM -> {
                PickleValue value = pop();
                setItems(List.of(pop(), value));
            }
            case Opcode.SETITEMS -> setItems(popToMark());

            case Opcode.MARK -> marks.push(stack.size());
            case Opcode.POP -> pop();
            case Opcode.POP_MARK -> popToMark();
            case Opcode.DUP -> stack.add(top());

            case Opcode.BINGET -> stack.add(recall(in.u1()));
            case Opcode.LONG_BINGET -> stack.add(recall(in.u4()));
            case Opcode.BINPUT -> memo.put((long) in.u1(), top());
            case Opcode.LONG_BINPUT -> memo.put(in.u4(), top());
            case Opcode.MEMOIZE -> memo.put((long) memo.size(), top());

            case Opcode.GLOBAL -> stack.add(AllowedGlobals.resolve(in.line(), in.line()));
            case Opcode.STACK_GLOBAL -> {
                Arguments name = new Arguments("STACK_GLOBAL", List.of(pop(), pop()));
                stack.add(AllowedGlobals.resolve(name.text(1), name.text(0)));
            }
            case Opcode.REDUCE -> call(pop(), pop());
            case Opcode.NEWOBJ -> make(pop(), pop());
            case Opcode.NEWOBJ_EX -> {
                pop(); // arguments by name
                make(pop(), pop());
            }
            case Opcode.BUILD -> build(pop());
            case Opcode.BINPERSID -> stack.add(persistentIds.load(pop()));
            default ->
                throw new FormatException(String.format(
                        "opcode 0x%02x, which no checkpoint of pickle protocol 2 to 5 needs: the file is damaged, or"
                                + " not a checkpoint",
                        opcode));
        }
    }

    private static void requireProtocol(int protocol) throws FormatException {
        if (protocol < 2 || protocol > 5) {
            throw new FormatException("pickle protocol " + protocol + "; expected 2 to 5");
        }
    }

    private Scalar integer(long bytes) throws IOException, FormatException {
        if (bytes > MAX_INTEGER_BYTES) {
            throw new FormatException("an integer of " + bytes + " bytes; expected " + MAX_INTEGER_BYTES + " at most");
        }
        byte[] littleEndian = in.bytes(bytes);
        byte[] bigEndian = new byte[littleEndian.length + 1];
        bigEndian[0] = (byte) (littleEndian.length > 0 && littleEndian[littleEndian.length - 1] < 0 ? -1 : 0);
        for (int i = 0; i < littleEndian.length; i++) {
            bigEndian[bigEndian.length - 1 - i] = littleEndian[i];
        }
        BigInteger integer = new BigInteger(bigEndian);
        return integer.bitLength() < Long.SIZE ? new Scalar(integer.longValue()) : new Scalar(integer);
    }

    private Scalar text(long bytes) throws IOException, FormatException {
        byte[] utf8 = in.bytes(bytes);
        String text = decode(utf8);
        if (text == null) {
            throw new FormatException("a string that is not UTF-8: the file is damaged");
        }
        return new Scalar(text);
    }

    /** Python 2's {@code str}, which may be either. */
    private PickleValue textOrBytes(long length) throws IOException, FormatException {
        byte[] bytes = in.bytes(length);
        String text = decode(bytes);
        return text == null ? new Bytes(bytes) : new Scalar(text);
    }

    private static @Nullable String decode(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private void tuple(int length) throws FormatException {
        PickleValue[] items = new PickleValue[length];
        for (int i = length - 1; i >= 0; i--) {
            items[i] = pop();
        }
        stack.add(new Sequence("tuple", List.of(items)));
    }

    private void append(List<PickleValue> items, String kind) throws FormatException {
        if (top() instanceof Opaque) {
            return;
        }
        if (!(top() instanceof Sequence sequence) || !sequence.kind().equals(kind)) {
            throw new FormatException("appends to " + top().describe() + "; expected a " + kind);
        }
        sequence.addAll(items);
    }

    private void setItems(List<PickleValue> keysAndValues) throws FormatException {
        if (top() instanceof Opaque) {
            return;
        }
        if (!(top() instanceof Dict dict)) {
            throw new FormatException("sets an item of " + top().describe() + "; expected a dict");
        }
        if (keysAndValues.size() % 2 != 0) {
            throw new FormatException("a dict's last key has no value");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            dict.put(keysAndValues.get(i), keysAndValues.get(i + 1));
        }
    }

    private void call(PickleValue arguments, PickleValue function) throws FormatException {
        if (function instanceof OpaqueClass opaque && arguments instanceof Sequence tuple && tuple.isTuple()) {
            stack.add(opaque.call(tuple.items()));
            return;
        }
        if (!(function instanceof Callable callable) || !(arguments instanceof Sequence tuple) || !tuple.isTuple()) {
            throw new FormatException("calls " + function.describe() + " with " + arguments.describe()
                    + "; expected a function and a tuple");
        }
        for (PickleValue argument : tuple.items()) {
            work += size(argument);
        }
        if (work > MAX_WORK) {
            throw new FormatException("builds the same large values over and over, which no checkpoint needs");
        }
        stack.add(callable.call(tuple.items()));
    }

    /** Makes an object by its class alone, as most are; of the classes that are known, torch's and numpy's are called. */
    private void make(PickleValue arguments, PickleValue type) throws FormatException {
        if (type instanceof OpaqueClass opaque) {
            stack.add(opaque.make());
        } else {
            call(arguments, type);
        }
    }

    /** About how many bytes it takes to make a value like this one. */
    private static long size(PickleValue value) {
        if (value instanceof Sequence sequence) {
            return 16L * sequence.items().size();
        }
        if (value instanceof Dict dict) {
            return 64L * dict.entries().size();
        }
        if (value instanceof Bytes bytes) {
            return bytes.bytes().length;
        }
        return value instanceof Scalar scalar && scalar.value() instanceof String text ? text.length() : 1;
    }

    /** Gives the value on the stack its state: a dict has attributes, such as {@code _metadata}, that say nothing. */
    private void build(PickleValue state) throws FormatException {
        PickleValue value = top();
        if (value instanceof NumpyDType dtype) {
            NumpyScalar.setState(dtype, state);
        } else if (value instanceof Opaque opaque) {
            opaque.setState(state);
        } else if (!(value instanceof Dict)) {
            throw new FormatException("gives " + value.describe() + " a state; only a dict or a numpy dtype takes one");
        }
    }

    private PickleValue recall(long index) throws FormatException {
        PickleValue value = memo.get(index);
        if (value == null) {
            throw new FormatException("recalls memo " + index + ", which has not been stored");
        }
        return value;
    }

    private PickleValue top() throws FormatException {
        requireItems(1);
        return stack.get(stack.size() - 1);
    }

    private PickleValue pop() throws FormatException {
        requireItems(1);
        return stack.remove(stack.size() - 1);
    }

    /** Nothing below the last mark may be taken before the mark is. */
    private void requireItems(int n) throws FormatException {
        int bottom = marks.isEmpty() ? 0 : marks.peek();
        if (stack.size() - bottom < n) {
            throw new FormatException("takes a value from an empty stack: the file is damaged");
        }
    }

    private List<PickleValue> popToMark() throws FormatException {
        if (marks.isEmpty()) {
            throw new FormatException("looks for a mark that was never set: the file is damaged");
        }
        List<PickleValue> sinceMark = stack.subList(marks.pop(), stack.size());
        List<PickleValue> items = new ArrayList<>(sinceMark);
        sinceMark.clear();
        return items;
    }
}
