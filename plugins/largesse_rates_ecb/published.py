"""
The format in which the bank publishes: XML of cubes in cubes, of which the second has a day and the third a rate.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING
from xml.parsers import expat

from largesse import Ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

ENVELOPE = "http://www.gesmes.org/xml/2002-08-01 Envelope"
CUBE = "http://www.ecb.int/vocabulary/2002-08-01/eurofxref Cube"
_OF_A_DAY = (ENVELOPE, CUBE, CUBE)
_OF_A_RATE = (ENVELOPE, CUBE, CUBE, CUBE)
_RATE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


def published(content: bytes) -> tuple[date, Mapping[str, Ratio]]:
    """
    Return the newest day of a file and its rates: what one euro is worth, by currency, as exact as it is written.

    Raises:
        ValueError: it is no XML, ends too early, declares a document type, or has no day, no rate, or one that is none.
    """
    cubes = _Cubes()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = cubes.begin
    parser.EndElementHandler = cubes.end
    try:
        parser.Parse(content, True)  # noqa: FBT003 - it takes no name: this is all there is
    except expat.ExpatError as error:
        message = f"it is no XML that is whole: {error}"
        raise ValueError(message) from error
    if not cubes.days:
        raise ValueError("it has no day of rates as the European Central Bank publishes them")
    day = max(cubes.days)
    if not cubes.days[day]:
        message = f"it has no rate of {day}"
        raise ValueError(message)
    return day, cubes.days[day]


class _Cubes:
    """What has been read so far, by day."""

    def __init__(self) -> None:
        self.days: dict[date, dict[str, Ratio]] = {}
        self._path: tuple[str, ...] = ()
        self._day = date.min

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take an element that begins."""
        self._path = (*self._path, name)
        if self._path == _OF_A_DAY:
            self._begin_day(attributes.get("time", ""))
        elif self._path == _OF_A_RATE:
            self._take(attributes.get("currency", ""), attributes.get("rate", ""))

    def end(self, _name: str) -> None:
        """Take an element that ends."""
        self._path = self._path[:-1]

    def _begin_day(self, text: str) -> None:
        try:
            self._day = date.fromisoformat(text)
        except ValueError:
            message = f"{text!r} is no day"
            raise ValueError(message) from None
        if self._day in self.days:
            message = f"it has {self._day} twice"
            raise ValueError(message)
        self.days[self._day] = {}

    def _take(self, currency: str, rate: str) -> None:
        rates = self.days[self._day]
        if currency in rates:
            message = f"it has the rate of {currency} on {self._day} twice"
            raise ValueError(message)
        if _RATE.fullmatch(rate) is None:
            message = f"the rate of {currency} on {self._day} is no number: {rate!r}"
            raise ValueError(message)
        rates[currency] = Ratio(*Fraction(rate).as_integer_ratio())


def _refuse(*_declared: object) -> None:
    raise ValueError("it declares a document type, which the European Central Bank never does")
