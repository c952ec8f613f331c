"""
Messages of presence: what is packed is unpacked, and nothing else is taken for one.
"""

from __future__ import annotations

import pytest

from largesse.presence.attendance import Viewers
from largesse.presence.crowd import MARKS_MAX, Crowd
from largesse.presence.message import (
    MESSAGE_MARKS,
    ROOMS_MAX,
    Message,
    Word,
    marks_in,
    messages_of,
    pack,
    unpack,
    word_of,
)

CROWD = Crowd(40, 3, frozenset({8, 2**64 - 8, 80}))


def test_what_is_packed_is_unpacked() -> None:
    word = word_of(Viewers(43, ("vera",), 2), CROWD)
    message = Message("node", 7, {"room": word, "other": Word(Viewers(0))})
    assert unpack(pack(message)) == message
    assert marks_in(word.marks) == CROWD.marks


def test_the_same_is_said_in_the_same_words() -> None:
    marks = frozenset(range(100, 0, -1))
    assert word_of(Viewers(100), Crowd(100, 0, marks)) == word_of(Viewers(100), Crowd(100, 0, frozenset(range(1, 101))))


def test_a_message_tells_of_so_many_rooms_and_of_so_many_people_at_most() -> None:
    few = [(str(number), Word(Viewers(1))) for number in range(ROOMS_MAX + 1)]
    assert [list(part.items()) for part in messages_of(few)] == [few[:ROOMS_MAX], few[ROOMS_MAX:]]
    full = word_of(Viewers(MARKS_MAX), Crowd(MARKS_MAX, 0, frozenset(range(MARKS_MAX))))
    many = [(str(number), full) for number in range(17)]
    assert [len(part) for part in messages_of(many)] == [8, 8, 1]
    assert len(pack(Message("node", 1, dict(many[: MESSAGE_MARKS // MARKS_MAX])))) < 200_000
    assert list(messages_of([])) == []


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
        b'["node", 1, [["room", 3, [], 0]]]',
        b'["node", 1, [["room", "3", [], 0, 0, 0, ""]]]',
        b'["node", 1, [["room", 3, "vera", 0, 0, 0, ""]]]',
        b'["node", 1, [["room", 3, [1], 0, 0, 0, ""]]]',
        b'["node", 1, [[7, 3, [], 0, 0, 0, ""]]]',
        b'["node", 1, [["room", 3, [], 0, "1", 0, ""]]]',
        b'["node", 1, [["room", 3, [], 0, 4, 0, ""]]]',
        b'["node", 1, [["room", 3, [], 0, -1, 0, ""]]]',
        b'["node", 1, [["room", 3, [], 0, 1, 64, ""]]]',
        b'["node", 1, [["room", 3, [], 0, 1, -1, ""]]]',
        b'["node", 1, [["room", 3, [], 0, 1, 0, 7]]]',
        b'["node", 1, [["room", 3, [], 0, 1, 0, "AAAA"]]]',
        b'["node", 1, [["room", 3, [], 0, 1, 0, "~"]]]',
        b'["node", 1, [["room", 3, [], 0, 1, 0, "", 5]]]',
    ],
)
def test_nothing_else_is_taken_for_one(content: bytes) -> None:
    assert unpack(content) is None


def test_no_count_is_below_zero_and_no_more_are_named_than_may_be() -> None:
    content = b'["node", 1, [["room", -3, ["1", "2", "3", "4", "5", "6"], -1, 0, 0, ""]]]'
    assert unpack(content) == Message("node", 1, {"room": Word(Viewers(0, ("1", "2", "3", "4", "5"), 0))})
