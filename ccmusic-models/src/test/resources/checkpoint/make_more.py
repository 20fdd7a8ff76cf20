"""Makes more/ and more/expected.tsv: shapes of file that made/ lacks. Run with torch 2.13 and numpy 2.4.

Each file is loaded with torch.load before its table is written, so that the table is torch's answer and not ours.
"""
import collections
import hashlib
import io
import pickle
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy
import torch

MORE = Path(__file__).parent / "more"
MORE.mkdir(exist_ok=True)
lines = ["file\tpath\tdtype\tshape\tsha256_of_contiguous_little_endian"]
generator = torch.Generator().manual_seed(20)


def randn(*shape):
    return torch.randn(*shape, generator=generator)


def tensors(value, path=""):
    if isinstance(value, torch.Tensor):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from tensors(item, f"{path}/{key}" if path else str(key))
    elif isinstance(value, (list, tuple)):
        for key, item in enumerate(value):
            yield from tensors(item, f"{path}/{key}" if path else str(key))


def table(name, **options):
    for path, tensor in tensors(torch.load(MORE / name, **options)):
        data = bytes(tensor.detach().contiguous().reshape(-1).view(torch.uint8).tolist())
        shape = "x".join(map(str, tensor.shape)) or "scalar"
        dtype = str(tensor.dtype).split(".")[1]
        lines.append("\t".join([name, path, dtype, shape, hashlib.sha256(data).hexdigest()]))


def save(name, value, **options):
    torch.save(value, MORE / name)
    table(name, **options)


def rezip(source, target, change=lambda name, data: data, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(MORE / source) as old, zipfile.ZipFile(MORE / target, "w", method) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename), change(entry.filename, old.read(entry)), method)
    table(target)


save("unsigned.pt", {
    "uint16": torch.tensor([0, 1, 65535], dtype=torch.uint16),
    "uint32": torch.tensor([0, 1, 2**32 - 1], dtype=torch.uint32),
    "uint64": torch.tensor([0, 1, 2**63 - 1], dtype=torch.uint64),
})

weight = randn(3, 2)
weight.note = "a tensor may have attributes"
parameter = torch.nn.Parameter(randn(2))
parameter.sharded = False
save("bookkeeping.pt", {
    "model_state_dict": collections.OrderedDict(weight=weight, bias=parameter),
    "epoch": 12,
    "large": 2**80,
    "best": numpy.float64(0.7825),
    "best32": numpy.float32(0.5),
    "rank": numpy.int64(-3),
    "flag": numpy.bool_(True),
    "name": numpy.str_("流行"),
    "size": torch.Size([1, 2]),
    "device": torch.device("cuda", 1),
    "dtype": torch.float16,
    "milestones": collections.Counter({30: 1, 60: 1}),
    "seen": {"a"},
    "history": collections.defaultdict(list, {"loss": [2.5, 1.25]}),
    "bytes": b"\x00\xff",
    "buffer": bytearray(b"xyz"),
    "nothing": None,
}, weights_only=False)

torch.serialization.set_crc32_options(False)
save("no_crc.pt", {"w": randn(4)})
torch.serialization.set_crc32_options(True)

plain = {
    "f32": randn(5, 3), "f64": randn(2, 2).double(), "f16": randn(6).half(), "bf16": randn(6).bfloat16(),
    "i64": torch.arange(-3, 4), "i16": torch.arange(-3, 4).short(), "u8": torch.arange(4).byte(),
    "view": randn(4, 6).t()[1:3], "zeros": torch.zeros(300),
}
torch.save(plain, MORE / "plain.pt")
rezip("plain.pt", "deflated.pt", method=zipfile.ZIP_DEFLATED)


def big_endian(name, data):
    widths = {str(i): t.element_size() for i, t in enumerate(plain.values())}
    if name.endswith("/byteorder"):
        return b"big"
    if "/data/" in name:
        width = widths[name.rsplit("/", 1)[1]]
        return b"".join(data[i:i + width][::-1] for i in range(0, len(data), width))
    return data


rezip("plain.pt", "big_endian.pt", big_endian)


def zip64(source, target):
    """The same archive with every size and place in its zip64 field, as if it were larger than 4 GB."""
    out, directory = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(MORE / source) as old:
        for entry in old.infolist():
            name, data, start = entry.filename.encode(), old.read(entry), out.tell()
            extra = struct.pack("<HHQQ", 1, 16, len(data), len(data))
            fields = (45, 0x0800, 0, 0, 33, entry.CRC, 0xFFFFFFFF, 0xFFFFFFFF, len(name))
            out.write(struct.pack("<IHHHHHIIIHH", 0x04034B50, *fields, len(extra)) + name + extra + data)
            extra = struct.pack("<HHHHHQQQ", 0x4246, 2, 0x5A5A, 1, 24, len(data), len(data), start)
            directory.write(struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 45, *fields, len(extra), 0, 0, 0, 0, 0xFFFFFFFF)
                            + name + extra)
            count = len(old.infolist())
    start, size = out.tell(), len(directory.getvalue())
    out.write(directory.getvalue())
    out.write(struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, size, start))
    out.write(struct.pack("<IIQI", 0x07064B50, 0, start + size, 1))
    out.write(struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0))
    (MORE / target).write_bytes(out.getvalue())
    table(target)


zip64("plain.pt", "zip64.pt")
(MORE / "plain.pt").unlink()


def dump(value, out):
    pickle.dump(value, out, protocol=2)


def tar(name):
    """As torch 0.1 saved: see legacy_load in torch/serialization.py, which reads it."""
    elements = randn(12)
    halves = torch.arange(6).to(torch.int64)
    storages = io.BytesIO()
    dump(2, storages)
    for key, kind, data in [(101, "FloatStorage", elements), (102, "LongStorage", halves)]:
        dump((key, "cpu", getattr(torch, kind)), storages)
        raw = bytes(data.view(torch.uint8).tolist())
        storages.write(struct.pack("<q", data.numel()) + raw)
    dump([(103, 101, 8, 4)], storages)
    layouts = io.BytesIO()
    views = [(201, 101, "FloatTensor", (3, 4), (4, 1), 0), (202, 101, "FloatTensor", (2, 2), (1, 4), 1),
             (203, 102, "LongTensor", (6,), (1,), 0), (204, 103, "FloatTensor", (2,), (2,), 1)]
    dump(len(views), layouts)
    for key, storage, kind, size, stride, offset in views:
        dump((key, storage, getattr(torch, kind)), layouts)
        layouts.write(struct.pack(f"<ii{len(size)}q{len(size)}qq", len(size), 0, *size, *stride, offset))

    class Pickler(pickle._Pickler):
        def persistent_id(self, value):
            return value.key if isinstance(value, Named) else None

    class Named:
        def __init__(self, key):
            self.key = key

    root = io.BytesIO()
    Pickler(root, protocol=2).dump(collections.OrderedDict(
        [("w", Named("201")), ("t", Named("202")), ("n", Named("203")), ("v", Named("204"))]))
    system = io.BytesIO()
    dump({"protocol_version": 1000, "little_endian": True}, system)
    with tarfile.open(MORE / name, "w:", format=tarfile.PAX_FORMAT) as archive:
        for member, data in [("sys_info", system), ("pickle", root), ("tensors", layouts), ("storages", storages)]:
            info = tarfile.TarInfo(member)
            info.size = len(data.getvalue())
            archive.addfile(info, io.BytesIO(data.getvalue()))
    table(name, weights_only=False)


tar("tar_of_2016.pt")
(MORE / "expected.tsv").write_text("\n".join(lines) + "\n")
