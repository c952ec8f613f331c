"""
Identifiers are made in order, and tell what was made before an instant.
"""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from largesse.clock import SystemClock
from largesse.ledger.identifiers import least_id, new_id


def test_no_identifier_of_an_instant_is_less_than_the_least() -> None:
    before = SystemClock().now()
    made = new_id()
    assert least_id(before) <= made < least_id(SystemClock().now() + 1_000)


@given(st.integers(0, 2**47), st.integers(0, 2**47))
def test_the_least_identifiers_are_in_the_order_of_their_milliseconds(one: int, other: int) -> None:
    assert UUID(least_id(one * 1_000)).version == 7
    assert (least_id(one * 1_000) < least_id(other * 1_000)) is (one < other)
