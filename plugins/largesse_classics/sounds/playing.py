"""
How parts become the bytes of a WAV file.

The samples are of one byte each, by the mu-law of ITU-T G.711: what is soft keeps its detail, so that bells ring out
without a hiss. Every browser plays it.
"""

from __future__ import annotations

import math
import struct
import sys
from typing import TYPE_CHECKING

from largesse_classics.sounds.parts import RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from largesse_classics.sounds.parts import Part
    from largesse_classics.sounds.score import Score

_PEAK = 0.8
"""The loudest sample, as a part of the loudest that there is."""
_ECHOES = ((0.031, 0.22), (0.053, 0.16), (0.089, 0.1))
"""A small room: after how many seconds the sound comes back, and how loud."""
_FADE = 0.25
"""The last part of a sound, in which it falls silent."""
_MU_LAW, _BIAS, _CLIP = 7, 0x84, 32_635
"""G.711: the format's number in a WAV file, and the two numbers of its curve."""


def write(scores: Mapping[str, Score], directory: Path) -> None:
    """Play every score into `KEY.wav` in a directory, and say how long and how large each is."""
    for key, score in scores.items():
        content = played(score.parts, score.seconds)
        (directory / f"{key}.wav").write_bytes(content)
        sys.stdout.write(f"{key}.wav: {score.seconds} s, {len(content)} bytes\n")


def played(parts: Iterable[Part], seconds: float) -> bytes:
    """
    Return the WAV file of all parts together.

    Args:
        parts: what sounds.
        seconds: how long; what rings on is faded out.
    """
    samples = [0.0] * round(seconds * RATE)
    for part in parts:
        part.add_to(samples)
    for delay_seconds, level in _ECHOES:
        delay = round(delay_seconds * RATE)
        for place in range(len(samples) - 1, delay - 1, -1):
            samples[place] += level * samples[place - delay]
    fade = round(len(samples) * _FADE)
    for place in range(fade):
        samples[-1 - place] *= math.sin(math.pi / 2 * place / fade)
    scale = _PEAK * 32_767 / max(map(abs, samples))
    return _wav(bytes(mu_law(round(sample * scale)) for sample in samples))


def mu_law(sample: int) -> int:
    """Return the byte for a sample of 16 bits: sign, three bits of exponent, four of mantissa, all inverted."""
    magnitude = min(abs(sample), _CLIP) + _BIAS
    exponent = magnitude.bit_length() - 8
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    return ~((0x80 if sample < 0 else 0) | exponent << 4 | mantissa) & 0xFF


def sample_of(byte: int) -> int:
    """Return the sample that a byte stands for."""
    inverted = ~byte & 0xFF
    magnitude = (((inverted & 0x0F) << 3) + _BIAS << ((inverted & 0x70) >> 4)) - _BIAS
    return -magnitude if inverted & 0x80 else magnitude


def samples_of(wav: bytes) -> Sequence[int]:
    """Return the samples of a file that was made here."""
    return [sample_of(byte) for byte in wav[wav.index(b"data") + 8 :]]


def _wav(content: bytes) -> bytes:
    form = struct.pack("<HHIIHHH", _MU_LAW, 1, RATE, RATE, 1, 8, 0)
    chunks = b"".join(
        name + struct.pack("<I", len(chunk)) + chunk
        for name, chunk in ((b"fmt ", form), (b"fact", struct.pack("<I", len(content))), (b"data", content))
    )
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks
