"""
Messages between nodes: what one packs another unpacks, and what is no message is dropped.
"""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.streams.message import pack, unpack

from .memory import Log

ROOM = "0190163d-8694-7a11-b7d4-6a1d1b2c3d4e"
OTHER = "0190163d-8694-7a11-b7d4-6a1d1b2c3d4f"
FIELDS: list[object] = [1, "giftSent", OTHER, "{}", 5]


def test_only_streams_that_are_wanted_are_unpacked() -> None:
    log = Log(ROOM, OTHER)
    events = {**log.commit(ROOM, 3), **log.commit(OTHER, 2)}
    assert unpack(pack(events), {ROOM}) == {ROOM: log.rows[ROOM]}
    assert unpack(pack(events), {ROOM, OTHER}) == log.rows
    assert unpack(pack(events), set()) == {}


@given(st.binary())
def test_what_is_no_json_is_no_message(content: bytes) -> None:
    assert unpack(content + b"\xff", {ROOM}) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"5",
        b"null",
        b"[5]",
        b"[[]]",
        b'{"abc": 1}',
        orjson.dumps([[ROOM]]),
        orjson.dumps([[ROOM, 5]]),
        orjson.dumps([[ROOM, ["text"]]]),
        orjson.dumps([[ROOM, [None]]]),
        orjson.dumps([[[], [FIELDS]]]),
        orjson.dumps([[ROOM, [FIELDS[:4]]]]),
        orjson.dumps([[ROOM, [[*FIELDS, 6]]]]),
        orjson.dumps([[ROOM, [[True, *FIELDS[1:]]]]]),
        orjson.dumps([[ROOM, [[1.0, *FIELDS[1:]]]]]),
        orjson.dumps([[ROOM, [["1", *FIELDS[1:]]]]]),
        orjson.dumps([[ROOM, [[*FIELDS[:3], {}, 5]]]]),
        b"[" * 100_000,
    ],
)
def test_what_has_another_form_is_no_message(content: bytes) -> None:
    assert unpack(content, {ROOM}) is None
