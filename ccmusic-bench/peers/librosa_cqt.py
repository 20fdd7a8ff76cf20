"""The constant-Q transform by librosa. Prints a line of what, seconds, threads, who, and the median in milliseconds."""

import sys
import time

import librosa
import numpy

seconds, calls = int(sys.argv[1]), int(sys.argv[2])
samples = numpy.random.default_rng(20240711).standard_normal(seconds * 22050).astype(numpy.float32)
librosa.cqt(samples, sr=22050)
times = []
for _ in range(calls):
    start = time.perf_counter()
    librosa.cqt(samples, sr=22050)
    times.append((time.perf_counter() - start) * 1e3)
print("cqt", seconds, 1, "librosa-" + librosa.__version__, "%.3f" % sorted(times)[calls // 2], sep="\t")
