"""Prints each tensor of a state dict: key, dtype, shape and the SHA-256 of its contiguous little-endian bytes."""
import hashlib
import inspect
import sys

import torch

# since 1.13; then it refuses all that a state dict does not need
safely = {"weights_only": True} if "weights_only" in inspect.signature(torch.load).parameters else {}

sys.stdout.reconfigure(encoding="utf-8")
for key, tensor in torch.load(sys.argv[1], **safely).items():
    flat = tensor.contiguous().reshape(-1)
    data = bytes(flat.view(torch.uint8).tolist()) if flat.numel() else b""
    print(key, str(tensor.dtype).split(".")[1], list(tensor.shape), hashlib.sha256(data).hexdigest(), sep="|")
