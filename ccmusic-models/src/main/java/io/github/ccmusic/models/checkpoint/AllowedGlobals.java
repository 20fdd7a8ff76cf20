package io.github.ccmusic.models.checkpoint;

import static java.util.Map.entry;

import io.github.ccmusic.models.checkpoint.PickleValue.Callable;
import io.github.ccmusic.models.checkpoint.PickleValue.StorageClass;
import io.github.ccmusic.models.checkpoint.PickleValue.TorchDType;
import java.util.HashMap;
import java.util.Map;

/**
 * The names that a pickle may use, and what each means here. They are those that torch's own {@code weights_only}
 * unpickler admits and that mean a plain tensor or a plain value, and numpy's for the scalars that training loops
 * leave among their bookkeeping. A name means a few lines of {@link Rebuild}; nothing of a file's choosing ever runs.
 */
final class AllowedGlobals {

    private static final Map<String, PickleValue> KNOWN = known();

    /** Beginnings of names with a reason of their own to be refused; the first that fits is told. */
    private static final String[][] REFUSALS = {
        {"__torch__.", "this is a TorchScript program, not a state dict." + Advice.FROM_TORCHSCRIPT},
        {"torch.jit", "this is a TorchScript program, not a state dict." + Advice.FROM_TORCHSCRIPT},
        {"torch.nn.parameter.Buffer", "a buffer saved as an object." + Advice.STATE_DICT},
        {"torch.nn.", "this is a whole module, pickled with its code, not a state dict." + Advice.STATE_DICT},
        {"torchvision.", "this is a whole module, pickled with its code, not a state dict." + Advice.STATE_DICT},
        {"torch._utils._rebuild_sparse", "a sparse tensor. Save tensor.to_dense() in its place"},
        {"torch.serialization._get_layout", "a sparse tensor. Save tensor.to_dense() in its place"},
        {"torch._utils._rebuild_nested", "a nested tensor. Save its parts in its place"},
        {"torch._utils._rebuild_qtensor", "a quantized tensor. Save tensor.dequantize() in its place"},
        {"torch.Q", "a quantized tensor. Save tensor.dequantize() in its place"},
        {"torch.per_", "a quantized tensor. Save tensor.dequantize() in its place"},
        {"torch.q", "a quantized tensor. Save tensor.dequantize() in its place"},
        {"torch.Complex", "a complex tensor. Save torch.view_as_real(tensor) in its place"},
        {"torch.complex", "a complex tensor. Save torch.view_as_real(tensor) in its place"},
        {"torch.float8", "a tensor of 8-bit floating-point numbers. Save tensor.half() in its place"},
        {"torch.float4", "a tensor of 4-bit floating-point numbers. Save it as torch.float16 in its place"},
        {"torch._utils._rebuild_meta", "a tensor on the meta device, which has no elements. Save a real one"},
        {"torch.distributed.", "a distributed tensor. Save tensor.full_tensor() in its place"},
        {"torch.", "torch has more kinds of objects than tensors, and only those are read." + Advice.STATE_DICT},
    };

    private AllowedGlobals() {}

    /**
     * What a name means.
     *
     * @throws FormatException if it is none of those known
     */
    static PickleValue resolve(String module, String name) throws FormatException {
        String global = (module.equals("__builtin__") ? "builtins" : module) + "." + name;
        PickleValue known = KNOWN.get(global);
        if (known != null) {
            return known;
        }
        throw new FormatException("names " + global + ": " + refusal(global));
    }

    private static String refusal(String global) {
        for (String[] refusal : REFUSALS) {
            if (global.startsWith(refusal[0])) {
                return refusal[1];
            }
        }
        return "only the names that tensors and plain values need are known here, and nothing that a file names is"
                + " run." + Advice.STATE_DICT;
    }

    private static Map<String, PickleValue> known() {
        Map<String, PickleValue> known = new HashMap<>();
        for (DType dtype : DType.values()) {
            if (dtype.storageClass() != null) {
                known.put("torch." + dtype.storageClass(), new StorageClass(dtype));
                known.put("torch.cuda." + dtype.storageClass(), new StorageClass(dtype));
            }
            known.put("torch." + dtype.torchName(), new TorchDType(dtype));
        }
        known.put("torch.storage.UntypedStorage", new StorageClass(null));
        Map<String, Callable.Body> callables = Map.ofEntries(
                entry("collections.OrderedDict", Rebuild::dict),
                entry("collections.Counter", Rebuild::dict),
                entry("collections.defaultdict", Rebuild::defaultDict),
                entry("builtins.dict", Rebuild::dict),
                entry("builtins.list", arguments -> Rebuild.sequence("list", arguments)),
                entry("builtins.set", arguments -> Rebuild.sequence("set", arguments)),
                entry("builtins.frozenset", arguments -> Rebuild.sequence("set", arguments)),
                entry("builtins.int", Rebuild::zero),
                entry("builtins.float", Rebuild::zero),
                entry("builtins.bytearray", Rebuild::bytes),
                entry("builtins.bytes", Rebuild::bytes),
                entry("_codecs.encode", Rebuild::encode),
                entry("torch.Size", arguments -> Rebuild.sequence("tuple", arguments)),
                entry("torch.device", Rebuild::device),
                entry("torch.Tensor", Rebuild.NO_TENSOR_BY_ITS_CLASS),
                entry("torch.nn.parameter.Parameter", Rebuild.NO_TENSOR_BY_ITS_CLASS),
                entry("torch._utils._rebuild_tensor", Rebuild::tensor),
                entry("torch._utils._rebuild_tensor_v2", Rebuild::tensorV2),
                entry("torch._utils._rebuild_tensor_v3", Rebuild::tensorV3),
                entry("torch._utils._rebuild_parameter", Rebuild::parameter),
                entry("torch._utils._rebuild_parameter_with_state", Rebuild::parameter),
                entry("torch._tensor._rebuild_from_type_v2", Rebuild::tensorWithAttributes),
                entry("numpy.dtype", NumpyScalar::dtype),
                entry("numpy.core.multiarray.scalar", NumpyScalar::scalar),
                entry("numpy._core.multiarray.scalar", NumpyScalar::scalar));
        callables.forEach((name, body) -> known.put(name, new Callable(name, body)));
        return Map.copyOf(known);
    }
}
