"""
What other nodes say: the latest counts, and what is too old counts no more.
"""

from __future__ import annotations

import struct

from largesse.presence.attendance import Viewers
from largesse.presence.crowd import NOBODY, Crowd
from largesse.presence.elsewhere import EXPIRES_SECONDS, Elsewhere
from largesse.presence.message import Word


def people(*marks: int, unknown: int = 0, joined: int = 0) -> Word:
    """Return that these follow a room, and so many of whom nobody knows who they are."""
    viewers = Viewers(len(marks) + unknown, (), joined)
    return Word(viewers, len(marks), 0, struct.pack(f"<{len(marks)}Q", *marks))


def test_people_of_all_nodes_count_once_and_whoever_is_unknown_by_connection() -> None:
    elsewhere = Elsewhere()
    assert elsewhere.hear("a", 1, "room", people(1, 2, 3), 0.0)
    assert elsewhere.hear("b", 9, "room", people(3, 4, unknown=2), 0.0)
    assert (elsewhere.crowd("room"), elsewhere.unknown("room")) == (Crowd(4, 0, frozenset({1, 2, 3, 4})), 2)
    assert elsewhere.hear("a", 2, "room", people(1, unknown=5), 0.0)
    assert (elsewhere.crowd("room"), elsewhere.unknown("room")) == (Crowd(3, 0, frozenset({1, 3, 4})), 7)
    assert (elsewhere.crowd("another"), elsewhere.unknown("another")) == (NOBODY, 0)


def test_what_comes_twice_or_late_changes_nothing() -> None:
    elsewhere = Elsewhere()
    elsewhere.hear("a", 7, "room", people(1, 2, 3), 0.0)
    assert not elsewhere.hear("a", 7, "room", people(1, 2, 3), 1.0)
    assert not elsewhere.hear("a", 6, "room", people(8), 1.0)
    assert elsewhere.crowd("room").people == 3


def test_what_is_said_again_is_no_news_unless_somebody_came() -> None:
    elsewhere = Elsewhere()
    assert elsewhere.hear("a", 1, "room", people(1, joined=1), 0.0)
    assert not elsewhere.hear("a", 2, "room", people(1), 0.0)
    assert elsewhere.hear("a", 3, "room", people(1, joined=1), 0.0)
    assert elsewhere.hear("a", 4, "room", people(2), 0.0)


def test_a_late_word_does_not_bring_back_who_has_left() -> None:
    elsewhere = Elsewhere()
    elsewhere.hear("a", 2, "room", people(), 0.0)
    assert not elsewhere.hear("a", 1, "room", people(8, unknown=1), 0.0)
    assert (elsewhere.crowd("room"), elsewhere.unknown("room")) == (NOBODY, 0)


def test_what_a_silent_node_said_is_forgotten_and_nothing_else() -> None:
    elsewhere = Elsewhere()
    elsewhere.hear("dead", 1, "room", people(1, 2, 3, unknown=1), 0.0)
    elsewhere.hear("alive", 1, "room", people(3, 4), 0.0)
    elsewhere.hear("alive", 2, "room", people(3, 4), EXPIRES_SECONDS / 2)
    elsewhere.hear("gone", 1, "empty", people(), 0.0)
    assert elsewhere.expire(EXPIRES_SECONDS - 0.001) == set()
    assert (elsewhere.crowd("room").people, elsewhere.unknown("room")) == (4, 1)
    assert elsewhere.expire(EXPIRES_SECONDS) == {"room"}
    assert (elsewhere.crowd("room").people, elsewhere.unknown("room")) == (2, 0)
    assert elsewhere.expire(2 * EXPIRES_SECONDS) == {"room"}
    assert elsewhere.crowd("room") == NOBODY
