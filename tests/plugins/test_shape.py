"""
Types are compared deeply and exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path

import pytest

from largesse.money import INT64_MAX, Ratio
from largesse.plugins.shape import deviation


class Colour(Enum):
    RED = "RED"


class Text(str):
    __slots__ = ()


async def later() -> None:
    """Answer some other time."""


FITTING = [
    (len, Callable[[str], int]),
    (None, Callable[[str], int] | None),
    (1, int),
    (-INT64_MAX, int),
    ("rose", str),
    (True, bool),
    (None, int | None),
    (1, int | None),
    (Path("rose.svg"), Path | None),
    (Colour.RED, Colour),
    (Ratio(1, 2), Ratio),
    ((1, 2), tuple[int, ...]),
    (frozenset({"JP"}), frozenset[str] | None),
    ({"en": "Rose"}, Mapping[str, str]),
]
WRONG = [
    (1, Callable[[str], int], "x is no plain function"),
    (later, Callable[[], None], "x is no plain function"),
    (True, int, "x is of type bool, not int"),
    (1, bool, "x is of type int, not bool"),
    (1.0, int, "x is of type float, not int"),
    (INT64_MAX + 1, int, "x does not fit a signed 64-bit integer"),
    (Text("rose"), str, "x is of type Text, not str"),
    ("\ud800", str, "x has characters that no database stores"),
    ("1", int | None, "x is of type str, not int"),
    (1, None | int, None),
    (1, type(None), "x is of type int, not None"),
    ("rose.svg", Path, "x is of type str, not Path"),
    ("RED", Colour, "x is of type str, not Colour"),
    ((1, 2), Ratio, "x is of type tuple, not Ratio"),
    (Ratio(1, denominator=True), Ratio, "x.denominator is of type bool, not int"),
    ([1], tuple[int, ...], "x is of type list, not tuple"),
    ((1, "2"), tuple[int, ...], "x[1] is of type str, not int"),
    ({"JP"}, frozenset[str], "x is of type set, not frozenset"),
    (frozenset({1}), frozenset[str], "x[0] is of type int, not str"),
    ({"en": 1}, Mapping[str, str], "x['en'] is of type int, not str"),
    ({1: "en"}, Mapping[str, str], "x[1] is of type int, not str"),
    ([("en", "Rose")], Mapping[str, str], "x is of type list, not Mapping"),
]


@pytest.mark.parametrize(("value", "hint"), FITTING)
def test_a_value_that_is_what_its_annotation_says_has_no_deviation(value: object, hint: object) -> None:
    assert deviation(value, hint, "x") is None


@pytest.mark.parametrize(("value", "hint", "found"), WRONG)
def test_a_deviation_says_where_and_how(value: object, hint: object, found: str | None) -> None:
    assert deviation(value, hint, "x") == found


@pytest.mark.parametrize(("value", "hint"), [(1, "int"), (1.5, float)])
def test_an_annotation_that_cannot_be_checked_is_our_own_mistake(value: object, hint: object) -> None:
    with pytest.raises(TypeError, match="cannot check the annotation"):
        deviation(value, hint, "x")
