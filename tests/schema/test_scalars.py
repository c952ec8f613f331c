"""
Scalars, ids and cursors: what comes in and what goes out.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from graphql import GraphQLError, parse_value
from hypothesis import given
from hypothesis import strategies as st

from largesse.clock import instant_of, iso_of
from largesse.errors import InvalidInput
from largesse.money import INT64_MAX
from largesse.schema.build import graph
from largesse.schema.ids import LENGTH_MAX, global_id, key_of, opened, sealed
from largesse.schema.money import Money
from largesse.schema.scalars import SAFE_MAX

BIG_INT = graph()._schema.type_map["BigInt"]
DATE_TIME = graph()._schema.type_map["DateTime"]
LAST = instant_of(datetime(9999, 12, 31, tzinfo=UTC))


@given(st.integers(-INT64_MAX, INT64_MAX))
def test_a_whole_number_goes_through_exactly(number: int) -> None:
    assert BIG_INT.parse_value(BIG_INT.serialize(number)) == number
    assert BIG_INT.parse_literal(parse_value(f'"{number}"')) == number


@given(st.integers(-SAFE_MAX, SAFE_MAX))
def test_a_safe_number_may_come_as_one(number: int) -> None:
    assert BIG_INT.parse_value(number) == number
    assert BIG_INT.parse_literal(parse_value(str(number))) == number


@pytest.mark.parametrize(
    "value",
    [
        SAFE_MAX + 1,
        -SAFE_MAX - 1,
        str(INT64_MAX + 1),
        str(-INT64_MAX - 1),
        True,
        1.0,
        float("nan"),
        None,
        "",
        "1.0",
        "1e3",
        "+1",
        "01",
        " 1",
        "1\n",
        "٣",
        "9" * 5000,
        [],
        {},
    ],
)
def test_what_is_no_whole_number_of_64_bits_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="BigInt takes"):
        BIG_INT.parse_value(value)


@pytest.mark.parametrize("literal", ["1.0", "true", "null", "A", "[1]", "9007199254740992", "9" * 5000, '"x"'])
def test_a_literal_that_is_none_is_refused(literal: str) -> None:
    with pytest.raises((ValueError, GraphQLError), match="BigInt takes"):
        BIG_INT.parse_literal(parse_value(literal))


@given(st.integers(0, LAST))
def test_an_instant_goes_through_to_the_microsecond(instant: int) -> None:
    assert DATE_TIME.parse_value(DATE_TIME.serialize(instant)) == instant
    assert DATE_TIME.parse_literal(parse_value(f'"{iso_of(instant)}"')) == instant


def test_an_instant_of_another_zone_is_the_same() -> None:
    assert DATE_TIME.parse_value("2026-01-31T13:00:00.5+01:00") == DATE_TIME.parse_value("2026-01-31T12:00:00.500Z")


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-31",
        "2026-01-31T12:00:00",
        "2026-02-31T12:00:00Z",
        "1969-12-31T23:59:59Z",
        "2026-01-31T12:00:00.1234567Z",
        "9999-12-31T23:59:59-23:59",
        "2026-01-31T12:00:00Z" + " " * 50,
        1_767_268_800,
        None,
        True,
    ],
)
def test_what_is_no_instant_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="DateTime takes"):
        DATE_TIME.parse_value(value)
    with pytest.raises(ValueError, match="DateTime takes"):
        DATE_TIME.parse_literal(parse_value("1"))


def test_money_is_shown_in_the_scale_of_its_asset() -> None:
    shown = {asset: Money(units=1250, asset=asset).decimal() for asset in ("COIN", "DIAMOND", "USD", "JPY", "KWD")}
    assert shown == {"COIN": "1250", "DIAMOND": "0.001250", "USD": "12.50", "JPY": "1250", "KWD": "1.250"}


@given(st.text("abcXYZ", min_size=1), st.text(st.characters(codec="ascii", exclude_characters="\0"), max_size=100))
def test_what_is_sealed_is_opened(kind: str, key: str) -> None:
    assert opened(sealed(kind, key)) == (kind, key)


@given(st.text(max_size=60))
def test_what_was_not_sealed_here_is_not_opened(text: str) -> None:
    found = opened(text)
    assert found is None or sealed(*found) == text


def test_another_spelling_of_an_id_is_no_id() -> None:
    sealed_id = sealed("Room", "aa")
    for text in (
        sealed_id + "=",
        sealed_id + "\n",
        " " + sealed_id,
        sealed_id[:-1] + chr(ord(sealed_id[-1]) + 1),
        "a" * (LENGTH_MAX + 1),
    ):
        assert opened(text) is None


def test_an_id_of_another_kind_is_refused_where_one_is_wanted() -> None:
    uuid = "019b0a00-0000-7000-8000-000000000000"
    assert key_of("Room", global_id("Room", uuid), "roomId") == uuid
    for text in (global_id("Gift", uuid), global_id("Room", "odd"), global_id("Room", uuid.upper()), ""):
        with pytest.raises(InvalidInput) as refused:
            key_of("Room", text, "roomId")
        assert refused.value.path == "roomId"
