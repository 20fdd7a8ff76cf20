package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleValue.Bytes;
import io.github.ccmusic.models.checkpoint.PickleValue.Callable;
import io.github.ccmusic.models.checkpoint.PickleValue.Dict;
import io.github.ccmusic.models.checkpoint.PickleValue.OpaqueClass;
import io.github.ccmusic.models.checkpoint.PickleValue.Scalar;
import io.github.ccmusic.models.checkpoint.PickleValue.Sequence;
import io.github.ccmusic.models.checkpoint.PickleValue.StorageClass;
import io.github.ccmusic.models.checkpoint.PickleValue.StorageRef;
import io.github.ccmusic.models.checkpoint.PickleValue.TensorRef;
import io.github.ccmusic.models.checkpoint.PickleValue.TorchDType;
import java.util.List;

/** What the callable names of a pickle come to; see {@code torch/_utils.py} for those of torch. */
final class Rebuild {

    /** A tensor's class, which may be mentioned but makes no tensor here. */
    static final Callable.Body NO_TENSOR_BY_ITS_CLASS = arguments -> {
        throw new FormatException(
                arguments.function() + " is called; expected one of torch._utils._rebuild_…." + Advice.STATE_DICT);
    };

    private Rebuild() {}

    /** {@code OrderedDict()}, and Python 2's {@code OrderedDict([[key, value], …])}. */
    static PickleValue dict(Arguments arguments) throws FormatException {
        Dict dict = new Dict();
        if (arguments.count() > 0 && arguments.any(0) instanceof Dict original) {
            dict.putAll(original);
        } else if (arguments.count() > 0) {
            for (PickleValue item :
                    arguments.value(0, Sequence.class, "a list of pairs").items()) {
                if (!(item instanceof Sequence pair) || pair.items().size() != 2) {
                    throw new FormatException(arguments.function() + " is called with a list that has "
                            + item.describe() + " in it; expected pairs of key and value");
                }
                dict.put(pair.items().get(0), pair.items().get(1));
            }
        }
        return dict;
    }

    /** {@code defaultdict(factory)}; the factory has no work here. */
    static PickleValue defaultDict(Arguments arguments) {
        return new Dict();
    }

    static PickleValue sequence(String kind, Arguments arguments) throws FormatException {
        List<PickleValue> items = arguments.count() == 0
                ? List.of()
                : arguments.value(0, Sequence.class, "a list").items();
        return new Sequence(kind, List.copyOf(items));
    }

    /** {@code int()}, which a {@code defaultdict} may name as its factory. */
    static PickleValue zero(Arguments arguments) {
        return new Scalar(0L);
    }

    static PickleValue bytes(Arguments arguments) throws FormatException {
        return new Bytes(arguments.count() == 0 ? new byte[0] : arguments.bytes(0));
    }

    /** {@code _reconstructor(class, object, None)}: how protocols 0 and 1 make an object. */
    static PickleValue opaque(Arguments arguments) throws FormatException {
        return arguments.value(0, OpaqueClass.class, "a class of bookkeeping").make();
    }

    /** {@code encode("…", "latin1")}: how protocol 2, which has no opcode for them, spells bytes. */
    static PickleValue encode(Arguments arguments) throws FormatException {
        String encoding = arguments.text(1);
        if (!encoding.equals("latin1") && !encoding.equals("latin-1")) {
            throw new FormatException("_codecs.encode is called with '" + encoding + "'; expected 'latin1'");
        }
        return new Bytes(Latin1.encode(arguments.text(0)));
    }

    /** {@code device("cuda", 0)}; where a tensor once was does not matter here, so its name will do. */
    static PickleValue device(Arguments arguments) throws FormatException {
        return new Scalar(arguments.text(0) + (arguments.count() > 1 ? ":" + arguments.integer(1) : ""));
    }

    /** {@code _rebuild_tensor(storage, storage_offset, size, stride)}. */
    static PickleValue tensor(Arguments arguments) throws FormatException {
        return tensor(arguments, new StorageClass(storage(arguments).dtype()).typed());
    }

    /** {@code _rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, hooks, metadata=None)}. */
    static PickleValue tensorV2(Arguments arguments) throws FormatException {
        requireNoMathBits(arguments, 6);
        return tensor(arguments);
    }

    /** {@code _rebuild_tensor_v3(storage, storage_offset, size, stride, requires_grad, hooks, dtype, metadata=None)}. */
    static PickleValue tensorV3(Arguments arguments) throws FormatException {
        requireNoMathBits(arguments, 7);
        return tensor(arguments, arguments.value(6, TorchDType.class, "a dtype").dtype());
    }

    /** {@code _rebuild_parameter(data, requires_grad, hooks)}, with or without a state. */
    static PickleValue parameter(Arguments arguments) throws FormatException {
        return arguments.value(0, TensorRef.class, "a tensor");
    }

    /** {@code _rebuild_from_type_v2(function, type, arguments, state)}: a tensor that has attributes, dropped here. */
    static PickleValue tensorWithAttributes(Arguments arguments) throws FormatException {
        Callable function = arguments.value(0, Callable.class, "a function that rebuilds a tensor");
        if (!function.name().startsWith("torch._utils._rebuild_")) {
            throw new FormatException(
                    arguments.function() + " is called with " + function.name() + "; expected torch._utils._rebuild_…");
        }
        arguments.value(1, Callable.class, "torch.Tensor or Parameter, for of others nobody knows what they hold");
        return function.call(arguments.value(2, Sequence.class, "a tuple").items());
    }

    private static PickleValue tensor(Arguments arguments, DType dtype) throws FormatException {
        return new TensorRef(
                storage(arguments), dtype, arguments.integer(1), arguments.integers(2), arguments.integers(3));
    }

    private static StorageRef storage(Arguments arguments) throws FormatException {
        return arguments.value(0, StorageRef.class, "a storage");
    }

    /** A tensor may have been saved as the conjugate or the negative of what its storage holds. */
    private static void requireNoMathBits(Arguments arguments, int index) throws FormatException {
        if (index < arguments.count()
                && arguments.any(index) instanceof Dict metadata
                && !metadata.entries().isEmpty()) {
            throw new FormatException(arguments.function() + " is called with "
                    + metadata.entries().keySet().stream()
                            .map(PickleValue::asKey)
                            .toList()
                    + " set: the elements are not what is stored. Save tensor.resolve_neg().resolve_conj()");
        }
    }
}
