"""Asks torchvision for the reference of an architecture, in the form that pack.py packs: two keys.tsv and a JSON file.

python3 reference.py ARCH GAIN FOLDER

GAIN is that of the formula weights, which FormulaWeights.java describes. Needs torchvision.
"""

import json
import os
import sys
import zlib

import numpy
import torch
import torchvision
from torch import nn

arch, gain, folder = sys.argv[1], float(sys.argv[2]), sys.argv[3]
CLASSES = 16
HEADS = ("classifier", "fc", "head", "heads.head")  # what upstream's head replaces
KEPT = {"convnext": 2, "maxvit": 5}  # but for the first modules of some families
SIZES = {"inception_v3": 299}


def uniform(name, shape):
    """What FormulaWeights.java computes: murmur3's finaliser of i * 2654435761 + crc32(name), in [0, 1)."""
    h = (numpy.arange(numpy.prod(shape, dtype=int), dtype=numpy.uint64) * 2654435761 + zlib.crc32(name.encode())).astype(numpy.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        h = (h ^ (h >> numpy.uint32(shift))) * numpy.uint32(factor)
    return torch.from_numpy(((h >> numpy.uint32(8)) / numpy.float32(2**24)).astype(numpy.float32).reshape(shape))


def formula(name, tensor):
    kind = name.rsplit(".", 1)[-1]
    if not tensor.is_floating_point() or kind == "relative_coords_table":
        return tensor
    u = uniform(name, tuple(tensor.shape))
    if kind in ("running_var", "logit_scale") or (kind == "weight" and tensor.dim() == 1):
        return u + 0.5
    if kind in ("weight", "in_proj_weight"):
        fan_in = int(numpy.prod(tensor.shape[1:], dtype=int))
        return (2 * u - 1) * float(numpy.float32(gain) / numpy.float32(fan_in**0.5))
    return (2 * u - 1) * 0.1


def parent_of_head(model):
    for path in HEADS:
        module = model
        for name in path.split("."):
            module = getattr(module, name, None)
        if module is not None:
            return path, module
    raise SystemExit(f"{arch} has none of {HEADS}")


def replace(model, path, module):
    *parents, last = path.split(".")
    for name in parents:
        model = getattr(model, name)
    setattr(model, last, module)


def upstreams(model):
    """Puts upstream's four layers in the place of the classifier."""
    path, old = parent_of_head(model)
    kept = list(old)[: KEPT.get(arch.split("_")[0], 0)] if isinstance(old, nn.Sequential) else []
    modules = list(old) if isinstance(old, nn.Sequential) else [old]
    first = next(m for m in modules[len(kept) :] if isinstance(m, (nn.Linear, nn.Conv2d)))
    features = first.in_features if isinstance(first, nn.Linear) else first.in_channels
    ratio = (features / CLASSES) ** 0.25
    l1 = int(ratio * CLASSES)
    l2 = int(ratio * l1)
    l3 = int(ratio * l2)
    if isinstance(first, nn.Linear):
        begin = [nn.Dropout(), nn.Linear(features, l3), nn.ReLU()]
    else:
        begin = [nn.Dropout(), nn.Conv2d(features, l3, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    end = [nn.Dropout()] if isinstance(first, nn.Linear) else []
    end += [nn.Linear(l3, l2), nn.ReLU(), nn.Dropout(), nn.Linear(l2, l1), nn.ReLU(), nn.Linear(l1, CLASSES)]
    replace(model, path, nn.Sequential(*kept, *begin, *end))


def answer(model, state, size, dtype):
    model.load_state_dict(state)
    model.eval().to(dtype)
    with torch.no_grad():
        return model((2 * uniform("input", (2, 3, size, size)) - 1).to(dtype)).double()


golden = {"arch": arch, "gain": gain, "heads": {}}
for head in ("linear", "ccmusic_mlp"):
    extra = {"transform_input": False, "aux_logits": True} if arch in ("googlenet", "inception_v3") else {}
    # upstream begins with ImageNet's classes, and the auxiliary heads keep them
    classes = CLASSES if head == "linear" else 1000
    model = torchvision.models.get_model(arch, weights=None, num_classes=classes, **extra)
    if head == "ccmusic_mlp":
        upstreams(model)
    state = {name: formula(name, tensor) for name, tensor in model.state_dict().items()}
    size = SIZES.get(arch, 224)
    single = answer(model, state, size, torch.float32)
    double = answer(model, state, size, torch.float64)
    golden["input_size"] = [size, size]
    golden["heads"][head] = {
        "input_dependent_part": (double[0] - double[1]).abs().max().item(),
        "float32_max_abs_error": (single - double).abs().max().item(),
        "logits": [[float(f"{logit:.9g}") for logit in row] for row in double.tolist()],
    }
    part = golden["heads"][head]["input_dependent_part"]
    print(f"{head}: logits up to {double.abs().max().item():.3g}, of which {part:.3g} depends on the input")
    with open(os.path.join(folder, f"{arch}.{head}.keys.tsv"), "w") as keys:
        for name, tensor in state.items():
            shape = "x".join(map(str, tensor.shape)) or "scalar"
            keys.write(f"{name}\t{str(tensor.dtype).split('.')[1]}\t{shape}\n")

with open(os.path.join(folder, f"{arch}.json"), "w") as file:
    json.dump(golden, file, indent=1)
