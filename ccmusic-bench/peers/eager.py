"""The forward pass by PyTorch eager. Prints a line of architecture, batch, threads, who, and the median in milliseconds."""

import sys
import time

import torch
import torchvision

arch, batch, threads, calls = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(threads)
torch.set_grad_enabled(False)
model = getattr(torchvision.models, arch)(num_classes=16).eval()
pictures = torch.rand(batch, 3, 224, 224) * 2 - 1
for _ in range(min(5, calls)):
    model(pictures)
times = []
for _ in range(calls):
    start = time.perf_counter()
    model(pictures)
    times.append((time.perf_counter() - start) * 1e3)
print(arch, batch, threads, "torch-eager-" + torch.__version__, "%.3f" % sorted(times)[calls // 2], sep="\t")
