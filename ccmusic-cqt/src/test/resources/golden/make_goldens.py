#!/usr/bin/env python3
"""Makes resample/ and variations/ beside this file; see README.md.

    python3 -m venv v && v/bin/pip install librosa==0.11.0 && v/bin/python make_goldens.py
"""
import pathlib

import numpy as np
import soxr

HERE = pathlib.Path(__file__).parent


def noise(n, seed):
    """White noise in [-0.5, 0.5) that Java can make too: murmur3's finaliser of a counter."""
    h = (np.arange(n, dtype=np.uint64) + np.uint64(seed) * np.uint64(2654435761)) % np.uint64(1 << 32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        h ^= h >> np.uint64(shift)
        h = h * np.uint64(factor) % np.uint64(1 << 32)
    h ^= h >> np.uint64(16)
    return ((h >> np.uint64(8)).astype(np.float64) / (1 << 24) - 0.5).astype(np.float32)


def resampled():
    out = HERE / "resample"
    out.mkdir(exist_ok=True)
    for rate in (8000, 11025, 12000, 16000, 22255, 24000, 32000, 44100, 48000, 64000, 88200, 96000, 176400, 192000):
        y = soxr.resample(noise(rate // 8, rate), rate, 22050, quality="HQ")
        y.astype("<f4").tofile(out / f"noise_{rate}_to_22050.f32")


if __name__ == "__main__":
    resampled()
