"""Makes frameworks/ and frameworks/expected.tsv: what training code leaves beside the weights. Run with torch 1.13, numpy 1.24, Python 3.11.

The classes of other people's code stand in modules of the same name that are made up here: a pickle holds only the name. Every file
whose name does not end in _REFUSE has the same small state dict under "state_dict", which expected.tsv lists with the other tensors.
"""
import argparse
import array
import collections.abc
import dataclasses
import datetime
import decimal
import enum
import fractions
import hashlib
import pathlib
import random
import sys
import types
import uuid
from pathlib import Path

import numpy
import torch

FOLDER = Path(__file__).parent / "frameworks"
FOLDER.mkdir(exist_ok=True)
for old in FOLDER.glob("*.pt"):
    old.unlink()
lines = ["file\tpath\tdtype\tshape\tsha256_of_contiguous_little_endian"]
torch.manual_seed(11)
weights = collections.OrderedDict(weight=torch.randn(3, 2), bias=torch.randn(3))


def save(name, value, table=True, **options):
    torch.save(value, FOLDER / name, **options)
    for path, tensor in tensors(value) if table else ():
        data = tensor.detach().contiguous().numpy().tobytes()
        shape = "x".join(map(str, tensor.shape)) or "scalar"
        lines.append("\t".join([name, path, str(tensor.dtype).split(".")[1], shape, hashlib.sha256(data).hexdigest()]))


def tensors(value, path=""):
    if isinstance(value, torch.Tensor):
        yield path, value
    elif type(value) in (dict, collections.OrderedDict, collections.defaultdict):
        for key, item in value.items():
            yield from tensors(item, f"{path}/{key}" if path else str(key))
    elif type(value) in (list, tuple):
        for key, item in enumerate(value):
            yield from tensors(item, f"{path}/{key}" if path else str(key))


def beside(name, **bookkeeping):
    save(name, {"state_dict": weights, **bookkeeping})


def of(module, *classes):
    """Makes classes those of a module, as far as pickle can tell, and returns the first."""
    parts = module.split(".")
    for i in range(1, len(parts) + 1):
        sys.modules.setdefault(".".join(parts[:i]), types.ModuleType(".".join(parts[:i])))
    for each in classes:
        each.__module__, each.__qualname__ = module, each.__name__
        setattr(sys.modules[module], each.__name__, each)
    return classes[0]


# --- bookkeeping beside the weights ------------------------------------------------------------------------------

beside("argparse.pt", args=argparse.Namespace(lr=0.1, arch="resnet18", data=pathlib.PosixPath("/data/x"), device=torch.device("cpu")))
beside("paths.pt", data=pathlib.PosixPath("/data/x"), pure=pathlib.PureWindowsPath("C:\\data"))
beside("dates.pt", at=datetime.datetime(2024, 1, 2, 3, 4, tzinfo=datetime.timezone.utc), day=datetime.date(2024, 1, 2),
       hour=datetime.time(3, 4), took=datetime.timedelta(hours=3))
beside("numpy.pt", classes=numpy.array(["a", "b"]), history=numpy.arange(5.0), confusion=numpy.eye(3, dtype=numpy.int64, order="F"),
       objects=numpy.array([{"a": 1}, None], dtype=object), fields=numpy.array([(1, 2.0)], dtype=[("n", "i4"), ("x", "f8")]),
       when=numpy.datetime64("2024-01-02"), z=numpy.complex128(1j), kind=numpy.float32, type=numpy.dtype("<f4"),
       state=numpy.random.RandomState(1).get_state(), legacy=numpy.random.RandomState(1), rng=numpy.random.default_rng(1))
save("numpy_protocol_5.pt", {"state_dict": weights, "history": numpy.arange(5.0), "rows": numpy.ones((2, 2))}, pickle_protocol=5)
beside("plain_classes.pt", recent=collections.deque([1.0, 2.0], maxlen=5), notes=types.SimpleNamespace(a=1), price=decimal.Decimal("1.5"),
       share=fractions.Fraction(1, 3), run=uuid.UUID(int=5), z=1j, steps=range(3), cut=slice(1, 2), kind=float, base=object,
       random=random.Random(1), python=random.getstate(), table=array.array("d", [1.0]), counts=collections.defaultdict(list, {"a": [1]}),
       version=torch.__version__)


@dataclasses.dataclass
class TrainConfig:
    lr: float = 0.1
    layers: list = dataclasses.field(default_factory=lambda: [1, 2])


class Mode(enum.Enum):
    TRAIN = "train"

    def __reduce_ex__(self, protocol):  # as Python does but for 3.11.0 to 3.11.3
        return self.__class__, (self._value_,)


class Level(enum.IntEnum):
    HIGH = 3

    def __reduce_ex__(self, protocol):
        return self.__class__, (self._value_,)


class dotdict(dict):
    pass


class Row(collections.namedtuple("Row", "epoch loss")):
    pass


class OrderedSet(collections.abc.MutableSet):
    __contains__ = __iter__ = __len__ = add = discard = None

    def __getstate__(self):
        return list(self.items)


class Stack(list):
    pass


of("__main__", TrainConfig, Mode, Level, dotdict, Row)
of("ordered_set", OrderedSet)
of("my_project.config", Stack)
tags = OrderedSet()
tags.items = ["a", "b"]
beside("classes_of_ones_own.pt", config=TrainConfig(), mode=Mode.TRAIN, level=Level.HIGH, options=dotdict(a=dotdict(b=1)),
       rows=[Row(1, 0.5)], stack=Stack([1, 2]), tags=tags, by_mode={Mode.TRAIN: 1}, config_class=TrainConfig)
save("classes_of_ones_own_legacy.pt", {"state_dict": weights, "config": TrainConfig(), "mode": Mode.TRAIN},
     _use_new_zipfile_serialization=False)
save("classes_of_ones_own_protocol_4.pt", {"state_dict": weights, "config": TrainConfig(), "rows": [Row(1, 0.5)], "args": dotdict(a=1)},
     pickle_protocol=4)


class AttributeDict(dict):
    pass


class ModelCheckpoint:
    pass


class DictConfig:
    pass


of("pytorch_lightning.utilities.parsing", AttributeDict)
of("pytorch_lightning.callbacks.model_checkpoint", ModelCheckpoint)
of("omegaconf.dictconfig", DictConfig)
config = DictConfig()
config.__dict__.update(_metadata=None, _content={"lr": 0.1}, _parent=None)
save("lightning.pt", {
    "epoch": 9, "global_step": 1230, "pytorch-lightning_version": "1.0.0", "state_dict": weights,
    "callbacks": {ModelCheckpoint: {"best_model_path": "/x.ckpt"}, "Timer": {"best": torch.tensor(0.5)}},
    "hyper_parameters": AttributeDict(lr=0.1, config=config), "hparams_type": AttributeDict,
    "optimizer_states": [], "lr_schedulers": [],
})

layer = torch.nn.Linear(2, 3)
layer.load_state_dict(weights)
optimizer = torch.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9)
layer(torch.ones(1, 2)).sum().backward()
optimizer.step()
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3)
scheduler.step()
save("optimizer.pt", {
    "state_dict": weights, "optimizer_state_dict": optimizer.state_dict(), "scheduler": scheduler.state_dict(), "optimizer": optimizer,
    "criterion": torch.nn.CrossEntropyLoss(weight=torch.ones(3)), "loss": torch.nn.functional.cross_entropy,
})

# --- containers --------------------------------------------------------------------------------------------------

for protocol in (3, 4, 5):
    save(f"legacy_protocol_{protocol}.pt", {"state_dict": weights}, pickle_protocol=protocol, _use_new_zipfile_serialization=False)

# --- not a state dict --------------------------------------------------------------------------------------------


class Model(torch.nn.Sequential):
    pass


class DetectionModel(torch.nn.Sequential):
    pass


class Net(torch.nn.Sequential):
    pass


of("models.yolo", Model)
of("ultralytics.nn.tasks", DetectionModel)
of("__main__", Net)


def refused(name, value, **options):
    save(name + "_REFUSE.pt", value, table=False, **options)


refused("one_tensor", torch.randn(3))
refused("one_parameter_legacy", torch.nn.Parameter(torch.randn(3)), _use_new_zipfile_serialization=False)
refused("yolo_v5", {"epoch": -1, "best_fitness": 0.5, "model": Model(torch.nn.Linear(2, 3)).half(), "ema": None,
                    "optimizer": optimizer.state_dict(), "wandb_id": None, "date": "2024-01-02"})
refused("yolo_v8", {"epoch": -1, "model": None, "ema": DetectionModel(torch.nn.Linear(2, 3)).half(), "train_args": {"lr": 0.1}})
refused("module_of_main", Net(torch.nn.Linear(2, 3)))
sys.modules["__main__"].__file__ = None  # so that torch keeps no source code beside it
refused("module_of_main_legacy", Net(torch.nn.Linear(2, 3)), _use_new_zipfile_serialization=False)
refused("module_in_a_list", [Net(torch.nn.Linear(2, 3))])
refused("numpy_weights", {name: tensor.numpy() for name, tensor in weights.items()})
refused("numpy_weights_in_state_dict", {"state_dict": {name: tensor.numpy() for name, tensor in weights.items()}, "epoch": 3})
refused("nothing_but_figures", {"epoch": 3, "accuracy": 0.5})
(FOLDER / "expected.tsv").write_text("\n".join(lines) + "\n")
