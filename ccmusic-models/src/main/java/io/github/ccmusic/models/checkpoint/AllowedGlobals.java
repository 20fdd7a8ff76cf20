package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleValue.Callable;
import io.github.ccmusic.models.checkpoint.PickleValue.OpaqueClass;
import io.github.ccmusic.models.checkpoint.PickleValue.StorageClass;
import io.github.ccmusic.models.checkpoint.PickleValue.TorchDType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that a pickle may use, and what each means here. They are those that torch's own {@code weights_only}
 * unpickler admits and that mean a plain tensor or a plain value, numpy's for the scalars that training loops
 * leave among their bookkeeping, and the classes of {@link Bookkeeping}, which mean nothing. A name means a few lines of
 * {@link Rebuild}; nothing of a file's choosing ever runs.
 */
final class AllowedGlobals {

    /** The names that are not called: classes of storages, and types of elements. */
    private static final Map<String, PickleValue> DATA = Map.copyOf(data());

    private static final String SPARSE = "a sparse tensor. Save tensor.to_dense() in its place";
    private static final String QUANTIZED = "a quantized tensor. Save tensor.dequantize() in its place";
    private static final String COMPLEX = "a complex tensor. Save torch.view_as_real(tensor) in its place";

    /** Why names that begin so are refused, where there is more to say than that they are not known; first fit. */
    private static final List<Refusal> REFUSALS = List.of(
            new Refusal("__torch__.", Advice.TORCHSCRIPT),
            new Refusal("torch.jit.", Advice.TORCHSCRIPT),
            new Refusal("torch._utils._rebuild_sparse", SPARSE),
            new Refusal("torch.serialization._get_layout", SPARSE),
            new Refusal("torch._utils._rebuild_qtensor", QUANTIZED),
            new Refusal("torch.per_", QUANTIZED),
            new Refusal("torch.Q", QUANTIZED),
            new Refusal("torch.q", QUANTIZED),
            new Refusal("torch.Complex", COMPLEX),
            new Refusal("torch.complex", COMPLEX),
            new Refusal("torch.float8", "8-bit floating-point numbers. Save tensor.half() in its place"),
            new Refusal("torch._utils._rebuild_nested", "a nested tensor. Save its parts in its place"),
            new Refusal("torch._utils._rebuild_meta", "a tensor on the meta device, which has no elements to read"),
            new Refusal("torch.distributed.", "a distributed tensor. Save tensor.full_tensor() in its place"));

    /** What protocol 2 calls them to this day. */
    private static final Map<String, String> MODULES_OF_PYTHON_2 =
            Map.of("__builtin__", "builtins", "copy_reg", "copyreg");

    private record Refusal(String prefix, String reason) {}

    private AllowedGlobals() {}

    /**
     * What a name means.
     *
     * @throws FormatException if it is none of those known
     */
    static PickleValue resolve(String module, String name) throws FormatException {
        String today = MODULES_OF_PYTHON_2.getOrDefault(module, module);
        String global = today + "." + name;
        PickleValue known = known(global);
        if (known != null) {
            return known;
        }
        OpaqueClass bookkeeping = Bookkeeping.named(today, name);
        if (bookkeeping != null) {
            return bookkeeping;
        }
        throw new FormatException("names " + global + ": " + refusal(global));
    }

    private static String refusal(String global) {
        for (Refusal refusal : REFUSALS) {
            if (global.startsWith(refusal.prefix)) {
                return refusal.reason;
            }
        }
        return Advice.NOTHING_IS_RUN;
    }

    private static @Nullable PickleValue known(String global) {
        Callable.Body body = callable(global);
        return body != null ? new Callable(global, body) : DATA.get(global);
    }

    /** A switch and not a map, so that a start pays only for the few that its checkpoint names. */
    private static Callable.@Nullable Body callable(String global) {
        return switch (global) {
            case "collections.OrderedDict", "collections.Counter", "builtins.dict" -> Rebuild::dict;
            case "collections.defaultdict" -> Rebuild::defaultDict;
            case "builtins.list" -> arguments -> Rebuild.sequence("list", arguments);
            case "builtins.set", "builtins.frozenset" -> arguments -> Rebuild.sequence("set", arguments);
            case "builtins.int", "builtins.float" -> Rebuild::zero;
            case "builtins.bytearray", "builtins.bytes" -> Rebuild::bytes;
            case "copyreg._reconstructor" -> Rebuild::opaque;
            case "_codecs.encode" -> Rebuild::encode;
            case "torch.Size" -> arguments -> Rebuild.sequence("tuple", arguments);
            case "torch.device" -> Rebuild::device;
            case "torch.Tensor", "torch.nn.parameter.Parameter" -> Rebuild.NO_TENSOR_BY_ITS_CLASS;
            case "torch._utils._rebuild_tensor" -> Rebuild::tensor;
            case "torch._utils._rebuild_tensor_v2" -> Rebuild::tensorV2;
            case "torch._utils._rebuild_tensor_v3" -> Rebuild::tensorV3;
            case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" -> Rebuild::parameter;
            case "torch._tensor._rebuild_from_type_v2" -> Rebuild::tensorWithAttributes;
            case "numpy.dtype" -> NumpyScalar::dtype;
            case "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar" -> NumpyScalar::scalar;
            default -> null;
        };
    }

    private static Map<String, PickleValue> data() {
        Map<String, PickleValue> data = new HashMap<>();
        for (DType dtype : DType.values()) {
            if (dtype.storageClass() != null) {
                data.put("torch." + dtype.storageClass(), new StorageClass(dtype));
                data.put("torch.cuda." + dtype.storageClass(), new StorageClass(dtype));
                String tensorClass = dtype.storageClass().replace("Storage", "Tensor");
                data.put("torch." + tensorClass, new StorageClass(dtype));
                data.put("torch.cuda." + tensorClass, new StorageClass(dtype));
            }
            data.put("torch." + dtype.torchName(), new TorchDType(dtype));
        }
        data.put("torch.storage.UntypedStorage", new StorageClass(null));
        return data;
    }
}
