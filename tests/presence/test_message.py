"""
Messages of presence: what is packed is unpacked, and nothing else is taken for one.
"""

from __future__ import annotations

import pytest

from largesse.presence.attendance import Viewers
from largesse.presence.message import Message, pack, unpack


def test_what_is_packed_is_unpacked() -> None:
    message = Message("node", 7, {"room": Viewers(3, ("vera",), 2), "other": Viewers(0)})
    assert unpack(pack(message)) == message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"null",
        b"[]",
        b"5",
        b'["node", 1]',
        b"[1, 1, []]",
        b'["node", "1", []]',
        b'["node", true, []]',
        b'["node", 1, 5]',
        b'["node", 1, [["room"]]]',
        b'["node", 1, [["room", "3", [], 0]]]',
        b'["node", 1, [["room", 3, "vera", 0]]]',
        b'["node", 1, [["room", 3, [1], 0]]]',
        b'["node", 1, [[7, 3, [], 0]]]',
    ],
)
def test_nothing_else_is_taken_for_one(content: bytes) -> None:
    assert unpack(content) is None


def test_no_count_is_below_zero_and_no_more_are_named_than_may_be() -> None:
    content = b'["node", 1, [["room", -3, ["1", "2", "3", "4", "5", "6"], -1]]]'
    assert unpack(content) == Message("node", 1, {"room": Viewers(0, ("1", "2", "3", "4", "5"), 0)})
