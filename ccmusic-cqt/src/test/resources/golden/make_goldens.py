#!/usr/bin/env python3
"""Makes resample/, variations/, rates/, silences/ and sounding.csv beside this file; see README.md.

    python3 -m venv v && v/bin/pip install librosa==0.11.0 && v/bin/python make_goldens.py
"""
import pathlib

import librosa
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
    rates = (5512, 7350, 8000, 11025, 12000, 16000, 22255, 24000, 29400, 32000, 36000, 37800, 44099, 44100, 48000, 64000, 88200,
             96000, 176400, 192000)
    for a, b in [(rate, 22050) for rate in rates] + [(8000, 44100), (44100, 16000)]:
        y = soxr.resample(noise(a // 8, a), a, b, quality="HQ")
        y.astype("<f4").tofile(out / f"noise_{a}_to_{b}.f32")
    # At such a ratio libsoxr's clock is not quite right: the end of half a minute shows it.
    y = soxr.resample(noise(30 * 44099, 44099), 44099, 22050, quality="HQ")
    y[-1000:].astype("<f4").tofile(out / "end_44099_to_22050.f32")


# rate, hop, lowest Hz, bins, bins per octave, window: each goes its own way through librosa.vqt
VARIATIONS = (
    (22050, 512, 32.70319566257483, 84, 12, "hamming"),
    (22050, 512, 32.70319566257483, 84, 12, "blackmanharris"),
    (22050, 512, 110.0, 30, 12, "hann"),
    (22050, 512, 440.0, 1, 12, "hann"),
    (22050, 256, 55.0, 120, 24, "hann"),
    (22050, 512, 65.4, 108, 36, "hann"),
    (22050, 96, 65.40639132514966, 72, 12, "hann"),
    (22050, 511, 130.8, 48, 12, "hann"),
    (44100, 512, 32.70319566257483, 84, 12, "hann"),
    (96000, 1024, 55.0, 48, 12, "hann"),
    (8000, 64, 100.0, 40, 10, "ones"),
)


def variations():
    out = HERE / "variations"
    out.mkdir(exist_ok=True)
    for i, (rate, hop, lowest, bins, per_octave, window) in enumerate(VARIATIONS):
        # Faded in and out: where libsoxr decimates in several stages, each cuts its ringing at both ends of the signal.
        n = rate // 2
        y = (noise(n, i) * np.sin(np.pi * np.arange(n) / n) ** 2).astype(np.float32)
        cqt = librosa.cqt(y, sr=rate, hop_length=hop, fmin=lowest, n_bins=bins, bins_per_octave=per_octave, window=window)
        np.ascontiguousarray(cqt).astype("<c8").tofile(out / f"cqt_{i}.c64")
        print(i, rate, hop, lowest, bins, per_octave, window, cqt.shape)


# For each clip, how loud each of its parts of 3000 samples is.
LOUDNESS = (
    (1, 0, 0, 1, 1, 0.02, 0.02, 0.005, 0.005, 1),
    (0, 0, 1, 1, 0, 0, 0, 0.3, 0.009, 0.011, 0),
    (0.5, 0.5, 0.5),
    (0, 0, 0, 0),
    (0, 1),
    (1, 0, 0, 0, 0, 0, 0),
)


def sounding():
    """What librosa finds to sound: clip, top_db, first sample, first sample after it."""
    with open(HERE / "sounding.csv", "w") as out:
        for i, parts in enumerate(LOUDNESS):
            y = noise(3000 * len(parts), i) * np.repeat(np.array(parts, np.float32), 3000)
            for top_db in (20, 40, 60):
                for start, end in librosa.effects.split(y, top_db=top_db):
                    out.write(f"{i},{top_db},{start},{end}\n")


def rates():
    """Mel and chroma as upstream takes them, at other rates than its own."""
    out = HERE / "rates"
    out.mkdir(exist_ok=True)
    for rate in (4000, 8000, 16000, 44100, 96000):
        y = noise(rate // 4, rate)
        mel = librosa.power_to_db(librosa.feature.melspectrogram(y=y, sr=rate), ref=np.max)
        chroma = librosa.power_to_db(librosa.feature.chroma_stft(y=y, sr=rate) ** 2, ref=np.max)
        for name, db in (("mel", mel), ("chroma", chroma)):
            np.ascontiguousarray(db).astype("<f4").tofile(out / f"{name}_{rate}.f32")


def silences():
    """Mel and chroma of noise between silences, some of it as soft as the last bit of 16."""
    out = HERE / "silences"
    out.mkdir(exist_ok=True)
    loudness = np.array((1, 0, 1, 0.00005, 0, 0.5, 0), np.float32)
    y = noise(5000 * len(loudness), 20) * np.repeat(loudness, 5000)
    mel = librosa.power_to_db(librosa.feature.melspectrogram(y=y, sr=22050), ref=np.max)
    chroma = librosa.power_to_db(librosa.feature.chroma_stft(y=y, sr=22050) ** 2, ref=np.max)
    for name, db in (("mel", mel), ("chroma", chroma)):
        np.ascontiguousarray(db).astype("<f4").tofile(out / f"{name}.f32")


if __name__ == "__main__":
    resampled()
    variations()
    rates()
    silences()
    sounding()
