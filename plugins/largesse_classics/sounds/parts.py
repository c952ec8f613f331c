"""
What a score is made of: struck notes, a tone that glides, and air that rushes by.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from random import Random
from typing import NamedTuple, Protocol

RATE = 16_000
"""Samples a second: enough for what sounds up to 8 kHz, and a second of them is 16 kB."""
_DAMPING = 0.6
"""Of the filter that makes air of noise; the smaller, the more it sings."""
_NOTE = re.compile(r"([A-G])(#?)(\d)")
_SEMITONES = {"C": -9, "D": -7, "E": -5, "F": -4, "G": -2, "A": 0, "B": 2}
"""Above A in the same octave; A4 is 440 Hz."""


class Partial(NamedTuple):
    """One sine of a voice: its frequency in multiples of the note's, its level, and in how many seconds it fades."""

    ratio: float
    level: float
    decay_seconds: float


class Voice(NamedTuple):
    """What is struck: how it rings, and in how many seconds a note comes to its full level."""

    partials: tuple[Partial, ...]
    attack_seconds: float = 0.002


class Part(Protocol):
    """Something that sounds."""

    def add_to(self, samples: list[float]) -> None:
        """Add it to samples, as far as they reach."""
        ...


@dataclass(frozen=True, slots=True)
class Struck:
    """
    Notes one after another.

    Args:
        voice: what is struck.
        notes: such as `C5 E5 G5`; `C5+E5` are struck together, and `.` is a rest.
        step_seconds: from each to the next.
        start_seconds: when the first is struck.
        level: how loud.
    """

    voice: Voice
    notes: str
    step_seconds: float = 0.1
    start_seconds: float = 0.0
    level: float = 1.0

    def add_to(self, samples: list[float]) -> None:
        """Add every note with all its partials."""
        for place, chord in enumerate(self.notes.split()):
            start = round((self.start_seconds + place * self.step_seconds) * RATE)
            for note in chord.split("+"):
                if note != ".":
                    self._strike(samples, start, frequency_of(note))

    def _strike(self, samples: list[float], start: int, hertz: float) -> None:
        attack = max(1, round(self.voice.attack_seconds * RATE))
        for ratio, level, decay_seconds in self.voice.partials:
            turn = 2 * math.pi * hertz * ratio / RATE
            if turn >= math.pi:
                continue
            # A fading sine follows from its last two samples.
            fading = math.exp(-1 / (decay_seconds * RATE))
            ahead, behind = 2 * fading * math.cos(turn), fading * fading
            before, now = 0.0, self.level * level * math.sin(turn)
            for place in range(start, len(samples)):
                samples[place] += now * min(1.0, (place - start) / attack)
                before, now = now, ahead * now - behind * before


@dataclass(frozen=True, slots=True)
class Glide:
    """
    A tone that moves from one note to another, and swells and fades on its way.

    Args:
        start_note: such as `C4`.
        end_note: where it arrives.
        start_seconds: when it begins.
        seconds: how long it lasts.
        level: how loud.
        overtones: how many sines above the first, each softer than the one below.
        vibrato_hertz: how often in a second it wavers by a fiftieth.
    """

    start_note: str
    end_note: str
    start_seconds: float
    seconds: float
    level: float = 0.6
    overtones: int = 3
    vibrato_hertz: float = 0.0

    def add_to(self, samples: list[float]) -> None:
        """Add the tone."""
        first, last = frequency_of(self.start_note), frequency_of(self.end_note)
        start, count = round(self.start_seconds * RATE), round(self.seconds * RATE)
        phase = 0.0
        for step in range(min(count, len(samples) - start)):
            done = step / count
            wavering = 1 + 0.02 * math.sin(2 * math.pi * self.vibrato_hertz * step / RATE)
            phase += 2 * math.pi * first * (last / first) ** done * wavering / RATE
            tone = sum(math.sin(phase * each) / each**1.6 for each in range(1, self.overtones + 2))
            samples[start + step] += self.level * math.sin(math.pi * done) ** 0.8 * tone


@dataclass(frozen=True, slots=True)
class Rush:
    """
    Air: noise around a pitch that moves.

    Args:
        start_hertz: the pitch at the beginning.
        end_hertz: the pitch at the end.
        start_seconds: when it begins.
        seconds: how long it lasts.
        level: how loud.
        peak: when it is loudest, as a part of its time.
    """

    start_hertz: float
    end_hertz: float
    start_seconds: float
    seconds: float
    level: float = 0.5
    peak: float = 0.1

    def add_to(self, samples: list[float]) -> None:
        """Add the noise, which is the same at each playing."""
        noise = Random(round(self.start_hertz + self.end_hertz))  # noqa: S311 - nothing is to be guessed here
        start, count = round(self.start_seconds * RATE), round(self.seconds * RATE)
        first = second = 0.0
        for step in range(min(count, len(samples) - start)):
            done = step / count
            # A state-variable filter lets through what is around a pitch; by the trapezoidal rule it is stable at any.
            gain = math.tan(math.pi * self.start_hertz * (self.end_hertz / self.start_hertz) ** done / RATE)
            band = (first + gain * (noise.uniform(-1, 1) - second)) / (1 + gain * (gain + _DAMPING))
            low = second + gain * band
            first, second = 2 * band - first, 2 * low - second
            swell = done / self.peak if done < self.peak else ((1 - done) / (1 - self.peak)) ** 2
            samples[start + step] += self.level * swell * band


def frequency_of(note: str) -> float:
    """
    Return the frequency of a note such as `F#4` in hertz, in equal temperament with A4 at 440.

    Raises:
        ValueError: it is no note.
    """
    match = _NOTE.fullmatch(note)
    if match is None:
        message = f"{note!r} is no note"
        raise ValueError(message)
    name, sharp, octave = match.groups()
    return 440.0 * math.exp2(int(octave) - 4 + (_SEMITONES[name] + len(sharp)) / 12)
