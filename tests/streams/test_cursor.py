"""
Cursors: opaque, of one stream, and refused when they are anything else.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.errors import InvalidInput
from largesse.streams import Cursor

ROOM = "0190163d-8694-7a11-b7d4-6a1d1b2c3d4e"
OTHER = "0190163d-8694-7a11-b7d4-6a1d1b2c3d4f"
places = st.integers(0, 2**63 - 1)


@given(places, places)
def test_a_cursor_is_read_back_as_it_was_written(epoch: int, offset: int) -> None:
    cursor = Cursor(ROOM, epoch, offset)
    assert re.fullmatch(r"[A-Za-z0-9_-]{28}", cursor.text)
    assert Cursor.read(cursor.text, ROOM) == cursor


@given(places, places)
def test_a_cursor_fits_no_other_stream(epoch: int, offset: int) -> None:
    with pytest.raises(InvalidInput, match="not a cursor of this stream"):
        Cursor.read(Cursor(ROOM, epoch, offset).text, OTHER)


@given(st.text() | st.text("AB-_=é\x00\ud800", min_size=28, max_size=28))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Cursor.read(text, ROOM, "input.after")
    assert refused.value.path == "input.after"
    assert refused.value.code == "INVALID_INPUT"


@given(st.integers(0, 27), st.integers(1, 63))
def test_a_cursor_with_another_letter_is_refused(place: int, shift: int) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    text = Cursor(ROOM, 1, 57).text
    letter = letters[(letters.index(text[place]) + shift) % 64]
    with pytest.raises(InvalidInput):
        Cursor.read(text[:place] + letter + text[place + 1 :], ROOM)


@pytest.mark.parametrize("text", ["", "0", "null", " " * 28, "+" * 28, "/" * 28, "A" * 27, "A" * 29, "A" * 100_000])
def test_what_is_not_of_its_form_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Cursor.read(text, ROOM)


def test_letters_outside_its_alphabet_are_not_passed_over() -> None:
    text = Cursor(ROOM, 1, 57).text
    for spoilt in (text[:14] + "\n" + text[15:], text[:27] + "=", text[:24] + "====", text.replace("A", "!")):
        with pytest.raises(InvalidInput):
            Cursor.read(spoilt, ROOM)


def test_a_place_before_the_first_event_is_refused_below_zero() -> None:
    text = Cursor(ROOM, 1, -1).text
    assert len(text) == len(urlsafe_b64encode(bytes(21)))
    with pytest.raises(InvalidInput):
        Cursor.read(text, ROOM)


def test_a_stream_named_by_anything_is_refused_as_well() -> None:
    with pytest.raises(InvalidInput):
        Cursor.read(Cursor(ROOM, 1, 57).text, "\ud800")
