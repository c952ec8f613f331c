"""
What other nodes say: the latest counts, and what is too old counts no more.
"""

from __future__ import annotations

from largesse.presence.elsewhere import EXPIRES_SECONDS, Elsewhere


def test_the_counts_of_all_nodes_add_up() -> None:
    elsewhere = Elsewhere()
    assert elsewhere.hear("a", 1, "room", 3, 0.0)
    assert elsewhere.hear("b", 9, "room", 4, 0.0)
    assert elsewhere.hear("a", 2, "room", 5, 0.0)
    assert (elsewhere.count("room"), elsewhere.count("another")) == (9, 0)


def test_what_comes_twice_or_late_changes_nothing() -> None:
    elsewhere = Elsewhere()
    elsewhere.hear("a", 7, "room", 3, 0.0)
    assert not elsewhere.hear("a", 7, "room", 3, 1.0)
    assert not elsewhere.hear("a", 6, "room", 8, 1.0)
    assert elsewhere.count("room") == 3


def test_a_late_word_does_not_bring_back_who_has_left() -> None:
    elsewhere = Elsewhere()
    elsewhere.hear("a", 2, "room", 0, 0.0)
    assert not elsewhere.hear("a", 1, "room", 8, 0.0)
    assert elsewhere.count("room") == 0


def test_what_a_silent_node_said_is_forgotten_and_nothing_else() -> None:
    elsewhere = Elsewhere()
    elsewhere.hear("dead", 1, "room", 3, 0.0)
    elsewhere.hear("alive", 1, "room", 2, 0.0)
    elsewhere.hear("alive", 2, "room", 2, EXPIRES_SECONDS / 2)
    elsewhere.hear("gone", 1, "empty", 0, 0.0)
    assert elsewhere.expire(EXPIRES_SECONDS - 0.001) == set()
    assert elsewhere.expire(EXPIRES_SECONDS) == {"room"}
    assert elsewhere.count("room") == 2
    assert elsewhere.expire(2 * EXPIRES_SECONDS) == {"room"}
    assert elsewhere.count("room") == 0
