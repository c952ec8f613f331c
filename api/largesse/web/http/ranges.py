"""
A part of a file, as RFC 9110, section 14, lets a client ask for one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ONE_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,99})-([0-9]{0,99})[ \t]*", re.IGNORECASE)


class Part(NamedTuple):
    """
    Some bytes of a file, one after another.

    Args:
        first: the place of the first, from 0.
        end: the place behind the last.
    """

    first: int
    end: int


class Unsatisfiable(Exception):
    """The range begins behind the last byte, or ends with no byte at all."""


def part_of(header: str | None, size: int) -> Part | None:
    """
    Return the part that a `Range` header asks for, or None if the whole is to be answered.

    One range of bytes is served: `0-99`, `100-`, or the last ones, `-100`. Several at once, another unit and what is
    no range are answered with the whole, as the RFC leaves to a server: nobody plays a gift's sound in pieces.

    Args:
        header: the header as it came; None without one.
        size: how many bytes there are.

    Raises:
        Unsatisfiable: no byte of the file is in the range.
    """
    match = _ONE_RANGE.fullmatch(header or "")
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        part = Part(max(0, size - int(last)), size)
    elif last and int(last) < int(first):
        return None
    else:
        part = Part(int(first), min(size, int(last) + 1) if last else size)
    if part.first >= part.end:
        raise Unsatisfiable
    return part
