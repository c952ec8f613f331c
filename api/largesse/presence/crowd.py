"""
Crowds: people who are counted on several nodes and are to count once.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

MARKS_MAX = 2_048
"""Of how many people all are told to other nodes; of more than that a sample is, of about this size."""
MARK_BYTES = 8
"""So long that hardly ever two people of a room have the same mark: among a million once in 37 million times."""


class Crowd(NamedTuple):
    """
    People, all of them or a sample.

    Args:
        people: how many they are.
        level: which of them are known: those whose marks end in so many bits of 0. Of 0 everybody is; each further
            level halves them. Two nodes choose the same people, since marks alone decide.
        marks: of those who are known.
    """

    people: int
    level: int
    marks: frozenset[int]


NOBODY = Crowd(0, 0, frozenset())


def mark_of(person_id: str) -> int:
    """Return what stands for a person among nodes: 64 bits, each as likely to be 0 as 1."""
    return int.from_bytes(blake2b(person_id.encode(), digest_size=MARK_BYTES).digest(), "little")


def crowd_of(marks: Collection[int]) -> Crowd:
    """
    Return people as they are told to others.

    Args:
        marks: of everybody, each once.
    """
    level = (max(len(marks) - 1, 0) // MARKS_MAX).bit_length()
    return Crowd(len(marks), level, _known_at(level, marks))


def united(*crowds: Crowd) -> Crowd:
    """
    Return everybody who is in one of several crowds, each once.

    Of crowds that are known entirely this is exact. Otherwise the sum is made smaller in the proportion in which the
    samples become so once they are united: exact where nobody is in two crowds, and else with a standard error of 1 %
    at most.
    """
    level = max(crowd.level for crowd in crowds)
    known = [crowd.marks if crowd.level == level else _known_at(level, crowd.marks) for crowd in crowds]
    marks = frozenset[int]().union(*known)
    added, told = sum(crowd.people for crowd in crowds), sum(map(len, known))
    people = round(added * len(marks) / told) if told else added
    return Crowd(max(people, *(crowd.people for crowd in crowds)), level, marks)


def _known_at(level: int, marks: Collection[int]) -> frozenset[int]:
    rest = (1 << level) - 1
    return frozenset(mark for mark in marks if not mark & rest)
