"""Makes the files beside it, and expected.tsv: what the refusal of each says. Needs Python 3 alone.

None of them does anything when it is loaded, even by Python's pickle, beyond printing a line; several would take all
memory of a reader that believes what they say.
"""
import io
import pickle
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

HERE = Path(__file__).parent
for old in list(HERE.glob("*.pt")) + list(HERE.glob("*.safetensors")):
    old.unlink()
lines = []


def file(name, data, says):
    (HERE / name).write_bytes(data)
    lines.append(f"{name}\t{says}")


# --- pickles -----------------------------------------------------------------------------------------------------

def text(s):
    return b"X" + struct.pack("<I", len(s.encode())) + s.encode()


def integer(n):
    if 0 <= n < 256:
        return b"K" + bytes([n])
    return b"\x8a\x09" + n.to_bytes(9, "little", signed=True)


def integers(values):
    return b"(" + b"".join(map(integer, values)) + b"t"


def storage(key="0", elements=4, kind="torch\nFloatStorage"):
    return b"(" + text("storage") + b"c" + kind.encode() + b"\n" + text(key) + text("cpu") + integer(elements) + b"tQ"


def tensor(shape=(4,), strides=(1,), offset=0, metadata=b"", where=None):
    return (b"ctorch._utils\n_rebuild_tensor_v2\n(" + (where or storage()) + integer(offset) + integers(shape)
            + integers(strides) + b"\x89}" + metadata + b"tR")


def entry(value, key="w"):
    return b"}" + text(key) + value + b"s"


def archive(body, extra=(), method=zipfile.ZIP_STORED, data=bytes(16)):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        z.writestr(zipfile.ZipInfo("archive/data.pkl"), b"\x80\x02" + body + b".", method)
        z.writestr(zipfile.ZipInfo("archive/data/0"), data, method)
        for name, content in extra:
            z.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def bad(name, body, says, **options):
    file(name + ".pt", archive(body, **options), says)


class Print:
    def __reduce__(self):
        return print, ("a pickle ran code",)


class Evaluate:
    def __reduce__(self):
        return eval, ("print('a pickle ran code')",)


run = "nothing that a file names is run"
bad("names_print", pickle.dumps({"w": Print()}, 2)[2:-1], f"names builtins.print: only the names")
bad("names_eval_by_protocol_4", pickle.dumps({"w": Evaluate()}, 4)[2:-1], run)
bad("names_os_system", b"cos\nsystem\n" + text("true") + b"\x85R", "archive/data.pkl, at offset 2: names os.system")
bad("names_os_system_in_protocol_0", b"(S'true'\nios\nsystem\n", "opcode 0x53")
bad("names_getattr", b"c__builtin__\ngetattr\n(ctorch\nload\n" + text("__globals__") + b"tR", "names builtins.getattr")
bad("names_user_class", b"cmy.models\nNet\n)\x81}b", "this is an object of my.models.Net, not a state dict")
bad("names_numpy_array", b"cnumpy.core.multiarray\n_reconstruct\n", "this is numpy.ndarray, not a state dict")
bad("names_a_terminal_command", b"cos\x1b[2J\nsystem\n", "names os?[2J.system")
bad("names_torchscript_class", b"c__torch__.torch.nn.modules.linear\nLinear\n", "this is a TorchScript program")
bad("names_torchvision_model", b"ctorchvision.models.resnet\nResNet\n", "this is torchvision.models.resnet.ResNet, not a state dict")
bad("names_float8", b"ctorch\nfloat8_e4m3fn\n", "8-bit floating-point numbers. Save tensor.half()")
bad("names_nested_tensor", b"ctorch._utils\n_rebuild_nested_tensor\n", "a nested tensor")
bad("names_meta_tensor", b"ctorch._utils\n_rebuild_meta_tensor_no_storage\n", "on the meta device")
bad("names_distributed_tensor", b"ctorch.distributed.tensor\nDTensor\n", "Save tensor.full_tensor() in its place")
bad("name_without_end", b"c" + b"a" * 5000, "expected a line of ASCII, 1024 characters at most")
bad("calls_a_string", text("os.system") + text("true") + b"\x85R", "calls a str with a tuple")
bad("calls_storage_class", b"ctorch\nFloatStorage\n)R", "calls a storage class")
bad("builds_tensor_class", b"ctorch._utils\n_rebuild_tensor_v2\n}b", "a state; only a dict or a numpy dtype")
bad("makes_parameter_itself", b"ctorch.nn.parameter\nParameter\n)\x81", "expected one of torch._utils._rebuild_")
bad("rebuilds_by_print", b"ctorch._tensor\n_rebuild_from_type_v2\n(c_codecs\nencode\nN)Nt" + b"R",
    "called with _codecs.encode; expected torch._utils._rebuild_")
bad("encodes_rot13", b"c_codecs\nencode\n" + text("x") + text("rot13") + b"\x86R", "'rot13'; expected 'latin1'")
bad("numpy_object_scalar", b"cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\n" + text("O8") + b"\x85R"
    + b"c_codecs\nencode\n" + text("12345678") + text("latin1") + b"\x86R\x86R", "a numpy scalar of type 'O8'")
bad("numpy_scalar_of_wrong_size", b"cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\n" + text("f8") + b"\x85R"
    + b"c_codecs\nencode\n" + text("1234") + text("latin1") + b"\x86R\x86R", "of type 'f8' has 4 bytes")
bad("module_by_persistent_id", b"(" + text("module") + b"NNNtQ", "this is a whole module")

# What stands beside the weights may be passed over, but not what can act, and nothing of it makes a weight.


def beside(name, body, says):
    bad(name, b"}(" + text("w") + tensor() + text("args") + body + b"u", says)


def named(module, name):
    """By STACK_GLOBAL, whose names may have dots."""
    return b"\x8c" + bytes([len(module)]) + module.encode() + b"\x8c" + bytes([len(name)]) + name.encode() + b"\x93"


beside("beside_os_system", b"cos\nsystem\n" + text("true") + b"\x85R", "names os.system: only the names")
beside("beside_posix_system_mentioned", b"cposix\nsystem\n", "names posix.system: only the names")
beside("beside_popen", b"csubprocess\nPopen\n" + text("true") + b"\x85R", "names subprocess.Popen")
beside("beside_popen_made_and_filled", b"csubprocess\nPopen\n)\x81}b", "names subprocess.Popen")
beside("beside_a_private_module", b"c_posixsubprocess\nfork_exec\n)R", "names _posixsubprocess.fork_exec")
beside("beside_functools_partial", b"cfunctools\npartial\n)\x81", "names functools.partial")
beside("beside_numpys_runstring", b"cnumpy.testing._private.utils\nrunstring\n", "names numpy.testing._private.utils.runstring")
beside("beside_torch_hub", b"ctorch.hub\nload\n" + text("a/b") + b"\x85R", "names torch.hub.load")
beside("beside_a_dynamo_call", b"ctorch._dynamo.guards\nGuardBuilder.get\n", "names torch._dynamo.guards.GuardBuilder.get")
beside("beside_os_through_a_package", named("my.tools", "os.system") + text("true") + b"\x85R", "names my.tools.os.system")
beside("beside_popen_through_a_package", named("my.tools", "subprocess.Popen") + text("true") + b"\x85R", "names my.tools.subprocess.Popen")
beside("beside_os_through_torch_nn", named("torch.nn.modules.module", "torch.os.system"), "names torch.nn.modules.module.torch.os.system")
beside("beside_os_through_argparse", named("argparse", "_os.system"), "names argparse._os.system")
beside("beside_os_through_numpy_random", named("numpy.random.mtrand", "warnings.sys"), "names numpy.random.mtrand.warnings.sys")
beside("beside_a_call_of_ones_own", b"cmy.tools\nrun\n" + text("true") + b"\x85R", "calls my.tools.run: only the names")
beside("beside_a_class_with_a_list", b"cmy.tools\nShell\n]" + text("true") + b"a\x85R", "calls my.tools.Shell: only the names")
beside("beside_a_class_given_attributes", b"cmy.tools\nNet\n}" + text("forward") + b"Nsb", "a state; only a dict")
beside("beside_a_shell_of_a_package", b"csh\nCommand\n" + text("true") + b"\x85R", "names sh.Command")
beside("beside_a_pickle_in_a_pickle", b"c_pickle\nloads\n", "names _pickle.loads")
beside("beside_a_print_inside_a_namespace", b"cargparse\nNamespace\n)\x81}" + text("x")
       + b"c__builtin__\nprint\n" + text("a pickle ran code") + b"\x85Rsb", "names builtins.print")
bad("tensor_of_an_object", entry(tensor(where=b"cargparse\nNamespace\n)\x81")), "called with an object of argparse.Namespace as argument 1")
bad("tensor_of_ones_own_class", entry(b"ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_tensor_v2\ncmy.tensors\nT\n))tR"),
    "called with my.tensors.T as argument 2; expected torch.Tensor")
bad("parameter_of_an_array", entry(b"ctorch._utils\n_rebuild_parameter\n(cnumpy.core.multiarray\n_reconstruct\n)R\x89}tR"),
    "called with an object of numpy.ndarray as argument 1; expected a tensor")
bad("storage_of_ones_own_class", entry(tensor(where=storage(kind="my.tensors\nS"))), "expected the class of a storage")
bad("storage_named_by_an_object", entry(tensor(where=b"cmy.tensors\nS\n)\x81Q")), "expected a tuple")
bad("items_for_a_class", b"cmy.tools\nNet\n(" + text("a") + b"Nu", "sets an item of my.tools.Net; expected a dict")
bad("makes_a_storage_by_newobj_ex", b"ctorch\nFloatStorage\n)}\x92", "calls a storage class")

bad("extension_opcode", b"\x82\x01", "opcode 0x82")
bad("out_of_band_buffer", b"\x97", "opcode 0x97")
bad("protocol_9", b"\x80\x09N", "pickle protocol 9; expected 2 to 5")
bad("empty_stack", b"0", "takes a value from an empty stack")
bad("takes_below_mark", b"N(0", "takes a value from an empty stack")
bad("no_mark", b"Nt", "looks for a mark that was never set")
bad("odd_items", b"}(Nu", "a dict's last key has no value")
bad("appends_to_dict", b"}Na", "appends to a dict; expected a list")
bad("sets_item_of_list", b"]NNs", "sets an item of a list; expected a dict")
bad("recalls_nothing", b"h\x05", "recalls memo 5, which has not been stored")
bad("no_stop", b"N"[:0] + b"N" * 3 + b"X\x10\x00\x00\x00abc", "expected 16 bytes")
bad("string_of_2_to_the_60", b"\x8d" + struct.pack("<Q", 2**60) + b"x", "expected 1152921504606846976 bytes")
bad("string_of_2_to_the_64", b"\x8d" + b"\xff" * 8 + b"x", "expected 18446744073709551615 bytes")
bad("bytes_of_2_to_the_62", b"\x8e" + struct.pack("<Q", 2**62), "expected 4611686018427387904 bytes")
bad("bytes_of_4_gb", b"B\xff\xff\xff\xff", "expected 4294967295 bytes")
bad("integer_of_2_gb", b"\x8b\xff\xff\xff\x7f" + b"1" * 9, "an integer of 2147483647 bytes")
bad("not_utf_8", b"X\x02\x00\x00\x00\xff\xfe", "a string that is not UTF-8")
bad("list_in_itself", b"}" + text("w") + b"]q\x00h\x00as", "containing themselves")
bad("dict_in_itself", b"}q\x00" + text("w") + b"h\x00s", "containing themselves")
bad("tuples_100000_deep", b"}" + text("w") + b")" + b"\x85" * 100_000 + b"s", "nested more than 64 deep",
    method=zipfile.ZIP_DEFLATED)
bad("pairs_of_pairs", b"}" + text("w") + b"]" + b"2\x86" * 40 + b"s", "more than 524288 values")
bad("a_million_dups", b"N" + b"2" * 1_100_000, "more than 524288 opcodes", method=zipfile.ZIP_DEFLATED)
bad("a_million_lists", b"]" * 1_100_000, "more than 524288 opcodes", method=zipfile.ZIP_DEFLATED)
bad("encodes_a_megabyte_over_and_over", b"c_codecs\nencode\nq\x00" + text("a" * 2**20) + text("latin1")
    + b"\x86q\x010" + b"h\x00h\x01R" * 1000, "builds the same large values over and over", method=zipfile.ZIP_DEFLATED)
bad("copies_a_list_over_and_over", b"c__builtin__\nset\nq\x00](" + b"N" * 100_000 + b"e\x85q\x010" + b"h\x00h\x01R" * 1000,
    "builds the same large values over and over", method=zipfile.ZIP_DEFLATED)
bad("key_of_5000_characters", b"}" + text("k" * 5000) + tensor() + b"s", "a key of 5000 characters")
long_key = text("k" * 1000)
bad("long_names_by_nesting", b"}" + (long_key + b"}") * 60 + b"(" + b"".join(
    text(str(i)) + (tensor() + b"q\x00" if i == 0 else b"h\x00") for i in range(1000)) + b"u" + b"s" * 60,
    "names with more than 16777216 characters together", method=zipfile.ZIP_DEFLATED)

# --- tensors -----------------------------------------------------------------------------------------------------

bad("negative_shape", entry(tensor(shape=(-4,))), "tensor 'w' of shape [-4]")
bad("negative_stride", entry(tensor(strides=(-1,), offset=3)), "expected no negative figure")
bad("negative_offset", entry(tensor(offset=-1)), "expected no negative figure")
bad("offset_past_the_end", entry(tensor(offset=1)), "ends at element 4, past the 4 elements of its storage")
bad("stride_past_the_end", entry(tensor(shape=(2,), strides=(4,))), "ends at element 4, past the 4 elements")
bad("shape_past_2_to_the_63", entry(tensor(shape=(2**40, 2**40), strides=(1, 1))), "these figures multiply past 2^63")
bad("stride_past_2_to_the_63", entry(tensor(shape=(2**20, 2), strides=(2**62, 1))), "these figures multiply past 2^63")
bad("offset_past_2_to_the_63", entry(tensor(shape=(2,), strides=(2,), offset=2**63 - 1)), "multiply past 2^63")
bad("shape_past_a_long", entry(tensor(shape=(2**70,))), "expected integers below 2^63")
bad("expanded_to_2_to_the_60", entry(tensor(shape=(2**60,), strides=(0,))), "more than 16777216. Save tensor.clone()")
bad("dimensions_65", entry(tensor(shape=(1,) * 65, strides=(1,) * 65)), "called with 65 dimensions; expected 64")
bad("strides_missing", entry(tensor(shape=(2, 2), strides=(1,))), "as many strides as dimensions")
bad("shape_of_text", entry(tensor().replace(integers((4,)), b"(" + text("4") + b"t")), "expected integers")
bad("negated", entry(tensor(metadata=b"}" + text("neg") + b"\x88s")), "Save tensor.resolve_neg()")
bad("too_few_arguments", entry(b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage() + b"tR"), "called with 1 arguments")
bad("tensor_of_no_storage", entry(tensor(where=b"N")), "called with None as argument 1; expected a storage")
bad("storage_that_is_not_there", entry(tensor(where=storage(key="7"))), "needs 'archive/data/7' of 16 bytes")
bad("storage_outside_the_archive", entry(tensor(where=storage(key="../../../etc/passwd"))), "the archive has none")
bad("storage_larger_than_it_is", entry(tensor(where=storage(elements=2**40))), "the archive has one of 16")
bad("storage_of_2_to_the_62", entry(tensor(where=storage(elements=2**62))), "a storage of 4611686018427387904 elements")
bad("storage_of_minus_1", entry(tensor(where=storage(elements=-1))), "a storage of -1 elements")
bad("storage_without_type", entry(tensor(where=storage(kind="torch.storage\nUntypedStorage"))), "an untyped storage")
overlap = 3 * 2**20
bad("overlaps_itself", entry(tensor(shape=(2**21, 2**20), strides=(1, 1), where=storage(elements=overlap))),
    "Save tensor.c", data=bytes(4 * overlap), method=zipfile.ZIP_DEFLATED)

# --- zip archives ------------------------------------------------------------------------------------------------

good = archive(entry(tensor()))
end = good.rindex(b"PK\5\6")
directory = struct.unpack_from("<I", good, end + 16)[0]
second = good.index(b"PK\1\2", directory + 4)


def patch(data, offset, form, *values):
    changed = bytearray(data)
    struct.pack_into(form, changed, offset, *values)
    return bytes(changed)


def zip64(count, size, offset, locator_offset=None):
    record = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<IIQI", 0x07064B50, 0, end if locator_offset is None else locator_offset, 1)
    return good[:end] + record + locator + good[end:]


file("zip_truncated.pt", good[:-30], "has no directory at its end: the file is truncated")
file("zip_of_nothing.pt", b"PK\3\4" + bytes(50), "has no directory at its end")
file("zip_directory_past_the_end.pt", patch(good, end + 16, "<I", 2**31), "does not fit before it")
file("zip_directory_of_4_gb.pt", patch(good, end + 12, "<I", 2**32 - 2), "does not fit before it")
file("zip_with_65534_entries.pt", patch(good, end + 8, "<HH", 65534, 65534), "a directory of 65534 entries")
file("zip64_with_2_to_the_63_entries.pt", zip64(2**63, end - directory, directory), "9223372036854775808 entries")
file("zip64_directory_of_2_to_the_64.pt", zip64(2, 2**64 - 1, directory), "in 18446744073709551615 bytes")
file("zip64_directory_at_2_to_the_62.pt", zip64(2, end - directory, 2**62), "does not fit before it")
file("zip64_end_at_2_to_the_63.pt", zip64(2, end - directory, directory, 2**63), "expected the zip64 directory's end")
file("zip64_end_in_a_weight.pt", zip64(2, end - directory, directory, 60), "expected the zip64 directory's end at 60")
file("zip_entry_of_4_gb.pt", patch(good, second + 20, "<II", 2**32 - 2, 2**32 - 2), "goes on past")
file("zip_entry_lacks_zip64.pt", patch(good, second + 24, "<I", 2**32 - 1), "lacks its zip64 sizes")
file("zip_entry_begins_past_the_end.pt", patch(good, second + 42, "<I", 2**31), "goes on past")
file("zip_entry_begins_elsewhere.pt", patch(good, second + 42, "<I", directory - 40), "goes on past")
file("zip_entry_misplaced.pt", patch(good, second + 42, "<I", struct.unpack_from("<I", good, second + 42)[0] - 1),
     "goes on past")
file("zip_stored_in_two_sizes.pt", patch(good, second + 20, "<I", 15), "is stored, but has 15 bytes for its 16")
file("zip_method_99.pt", patch(good, second + 10, "<H", 99), "is packed by method 99")
file("zip_encrypted.pt", patch(good, second + 8, "<H", 1), "is encrypted")
file("zip_entry_of_another_name.pt", good.replace(b"archive/data/0", b"archive/data/1", 1), "but it is 'archive/data/1'")
file("zip_damaged_pickle.pt", good.replace(b"_rebuild_tensor_v2", b"_rebuild_tensor_v3", 1), "has CRC-32")
file("zip_twice_the_same_name.pt", archive(entry(tensor()), extra=[("archive/data/0", bytes(16))]),
     "a second entry named 'archive/data/0'")
file("zip_two_pickles.pt", archive(entry(tensor()), extra=[("other/data.pkl", b"N.")]), "with 2 entries named data.pkl")
file("zip_middle_endian.pt", archive(entry(tensor()), extra=[("archive/byteorder", b"middle")]), "says 'middle'")
file("zip_of_documents.pt", archive(b"N").replace(b"archive/data.pkl", b"archive/word.xml"), "0 entries named data.pkl")
nested = patch(good, second + 42, "<I", 0).replace(b"archive/data.pkl", b"archive/data.pkl")
file("zip_entries_overlap.pt", nested, "where something else begins")
bomb = archive(entry(tensor(where=storage(elements=2**25), shape=(2**25,))), data=bytes(2**27), method=zipfile.ZIP_DEFLATED)
file("zip_bomb.pt", bomb, "unpack to more than 16 times the file")
deflated = archive(entry(tensor()), method=zipfile.ZIP_DEFLATED)
at = deflated.rindex(b"PK\1\2")
file("zip_unpacks_to_more.pt", patch(deflated, deflated.index(b"PK\1\2") + 24, "<I", 20), "does not unpack to the 20 bytes")
file("zip_unpacks_to_less.pt", patch(deflated, deflated.index(b"PK\1\2") + 24, "<I", 2000), "does not unpack to the 2000")
start = deflated.index(b"archive/data.pkl") + 16
file("zip_not_deflated.pt", deflated[:start] + b"\xff" * 8 + deflated[start + 8:], "cannot be unpacked")
huge = patch(deflated, deflated.index(b"PK\1\2") + 24, "<I", 2**26)
file("zip_pickle_of_64_mb.pt", huge, "has 67108864 bytes; expected at most 16777216")

# --- legacy files ------------------------------------------------------------------------------------------------

def legacy(root, keys, storages, magic=0x1950A86A20F9469CFC6C, version=1001):
    heads = [pickle.dumps(magic, 2), pickle.dumps(version, 2), pickle.dumps({"little_endian": True}, 2)]
    return b"".join(heads) + b"\x80\x02" + root + b"." + pickle.dumps(keys, 2) + storages


def legacy_storage(view=b"N", elements=4):
    return storage(elements=elements)[:-2] + view + b"tQ"


four = struct.pack("<q", 4) + bytes(16)
whole = legacy(entry(tensor(where=legacy_storage())), ["0"], four)
file("legacy_truncated.pt", whole[:-5], "storage '0' of 16 bytes goes on past the end")
file("legacy_truncated_in_pickle.pt", whole[:150], "ends in the middle: the file is truncated or damaged")
file("legacy_protocol_1002.pt", legacy(b"N", [], b"", version=1002), "found the number 1002; expected protocol version 1001")
file("legacy_runs_code.pt", legacy(pickle.dumps(Print(), 2)[2:-1], [], b""), "names builtins.print")
file("legacy_counts_differ.pt", legacy(entry(tensor(where=legacy_storage())), ["0"], struct.pack("<q", 5) + bytes(20)),
     "has 5 elements here and 4 where it is named")
file("legacy_count_of_2_to_the_62.pt", legacy(entry(tensor(where=legacy_storage(elements=2**60))), ["0"], four),
     "goes on past the end")
file("legacy_lists_unknown_storage.pt", legacy(entry(tensor(where=legacy_storage())), ["9"], four),
     "a storage '9' that nothing names")
file("legacy_lists_no_storage.pt", legacy(entry(tensor(where=legacy_storage())), [], b""), "which the file does not list")
file("legacy_lists_storage_twice.pt", legacy(entry(tensor(where=legacy_storage())), ["0", "0"], four * 2),
     "a second storage '0'")
file("legacy_lists_no_list.pt", legacy(entry(tensor(where=legacy_storage())), 0, four), "expected a list of storages")
file("legacy_view_past_the_end.pt", legacy(entry(tensor(where=legacy_storage(
    view=b"(" + text("v") + integer(2) + integer(3) + b"t"))), ["0"], four), "a view of 3 elements from 2 of storage '0'")
file("legacy_storage_of_two_types.pt", legacy(b"]" + tensor(where=legacy_storage()) + b"a" + tensor(
    where=legacy_storage(elements=8)) + b"a", ["0"], four), "named with two types or sizes")

# --- tar archives ------------------------------------------------------------------------------------------------

def tar(**members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:", format=tarfile.PAX_FORMAT) as archive_:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive_.addfile(info, io.BytesIO(data))
    return out.getvalue()[:4096]


def dumps(*values):
    return b"".join(pickle.dumps(value, 2) for value in values)


float_storage = b"\x80\x02(K\x01X\x03\x00\x00\x00cpuctorch\nFloatStorage\nt."
one_storage = dumps(1) + float_storage + four + dumps([])
one_tensor = dumps(1) + float_storage.replace(b"X\x03\x00\x00\x00cpu", b"K\x01")
file("tar_without_tensors.pt", tar(storages=dumps(0, [])), "a tar archive without the member 'tensors'")
file("tar_with_2_to_the_62_storages.pt", tar(storages=dumps(2**62), tensors=dumps(0), pickle=dumps(0)), "4611686018427387904 storages or tensors")
file("tar_storage_past_the_end.pt", tar(storages=dumps(1) + float_storage + struct.pack("<q", 2**60), tensors=dumps(0),
     pickle=dumps(0)), "a storage of 1152921504606846976 elements")
file("tar_tensor_of_2_billion_dimensions.pt", tar(storages=one_storage, tensors=one_tensor + struct.pack("<ii", 2**31 - 1, 0)
     + bytes(64), pickle=dumps(0)), "a tensor of 2147483647 dimensions")
file("tar_names_nothing.pt", tar(storages=one_storage, tensors=dumps(0), pickle=b"\x80\x02K\x05Q."),
     "the file has none of that number")
file("tar_member_past_the_end.pt", tar(storages=one_storage)[:540], "the tar archive is truncated")
file("tar_size_not_octal.pt", patch(tar(storages=one_storage), 124, "12s", b"99999999999"), "in octal")

# --- safetensors -------------------------------------------------------------------------------------------------

def safetensors(header, data=b"", length=None):
    raw = header.encode() if isinstance(header, str) else header
    return struct.pack("<Q", len(raw) if length is None else length) + raw + data


def hostile_header(name, header, says, data=bytes(16), length=None):
    file(name + ".safetensors", safetensors(header, data, length), says)


one = '{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}'
hostile_header("header_of_2_to_the_63", one, "a safetensors header of 9223372036854775808 bytes", length=2**63)
hostile_header("header_of_100_mb", one, "a safetensors header of 100000000 bytes", length=10**8)
hostile_header("header_cut_short", one, "in the safetensors header: the header ends inside a string", length=18)
hostile_header("header_not_utf_8", b'{"\xff":1}', "the header is not UTF-8")
hostile_header("header_with_more_after_it", one + "{}", "expected the header to end")
hostile_header("header_nested", '{"w":' + "[" * 100_000, "expected '{'")
hostile_header("header_twice_the_same_name", one[:-1] + "," + one[1:], "a second tensor 'w'")
hostile_header("header_unknown_key", one.replace('"shape"', '"size"'), "unknown key 'size'")
hostile_header("header_lacks_shape", '{"w":{"dtype":"F32","data_offsets":[0,16]}}', "lacks a dtype, a shape")
hostile_header("header_offsets_reversed", one.replace("[0,16]", "[16,0]"), "lacks a dtype, a shape or data_offsets")
hostile_header("header_three_offsets", one.replace("[0,16]", "[0,16,32]"), "expected 2 numbers at most")
hostile_header("header_65_dimensions", one.replace("[4]", str([1] * 65)), "expected 64 numbers at most")
hostile_header("header_negative_shape", one.replace("[4]", "[-4]"), "expected a whole number")
hostile_header("header_fraction", one.replace("[4]", "[4.0]"), "expected ']'")
hostile_header("header_shape_of_2_to_the_63", one.replace("[4]", f"[{2**63}]"), "expected a whole number from 0 to")
hostile_header("header_shape_of_20_digits", one.replace("[4]", "[" + "1" * 20 + "]"), "expected a whole number from 0 to")
hostile_header("header_shape_past_2_to_the_63", one.replace("[4]", f"[{2**40},{2**40}]"), "multiply past 2^63")
hostile_header("header_shape_too_large", one.replace("[4]", "[5]"), "past the 4 elements")
hostile_header("header_shape_too_small", one.replace("[4]", "[3]"), "needs 12 bytes; data_offsets give it 16")
hostile_header("header_past_the_end", one.replace("[4]", "[8]").replace("16", "32"), "take 32 bytes, and the file has 16")
hostile_header("header_with_a_hole", one.replace("[0,16]", "[16,32]"), "begins at 16; expected 0", data=bytes(32))
hostile_header("header_overlap", one[:-1] + ',"v":' + one[5:], "tensor 'v' begins at 0; expected 16", data=bytes(16))
hostile_header("header_leaves_bytes", one, "take 16 bytes, and the file has 20", data=bytes(20))
hostile_header("header_float8", one.replace("F32", "F8_E4M3"), "has dtype 'F8_E4M3'; known are")
hostile_header("header_bad_escape", one.replace('"w"', '"\\q"'), "unknown escape")
hostile_header("header_bad_unicode", one.replace('"w"', '"\\u12g4"'), "expected four hexadecimal digits")
hostile_header("header_control_character", one.replace('"w"', '"\n"'), "a control character in a string")
hostile_header("header_metadata_not_text", '{"__metadata__":{"a":1}}', "expected '\"'", data=b"")

# --- other files -------------------------------------------------------------------------------------------------

file("empty.pt", b"", "the file is empty")
file("plain_pickle.pt", pickle.dumps({"w": [1.0]}, 4), "this is a pickle, but not one of torch.save")
file("git_lfs_pointer.pt", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "git lfs pull")
file("web_page.pt", b"\n<!DOCTYPE html><html>Sign in</html>", "this is a web page")
file("keras.pt", b"\x89HDF\r\n\x1a\n" + bytes(8), "this is an HDF5 file")
file("llama.pt", b"GGUF" + bytes(20), "this is a GGUF file")
file("random.pt", zlib.compress(b"not a checkpoint"), "neither a file that torch.save wrote nor safetensors")

(HERE / "expected.tsv").write_text("\n".join(lines) + "\n")
