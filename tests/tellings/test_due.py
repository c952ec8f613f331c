"""
Rooms that are due: each once, first come first served, and bounded.
"""

from __future__ import annotations

from largesse.tellings.due import Due


def test_rooms_come_out_once_in_the_order_in_which_they_were_heard() -> None:
    due = Due(10)
    due.add(["b", "a", "b", "c"])
    due.add(["a"])
    assert len(due) == 3
    assert [due.take(()) for _ in range(4)] == ["b", "a", "c", None]


def test_a_room_that_is_told_of_waits_while_others_go_ahead() -> None:
    due = Due(10)
    due.add(["a", "b"])
    assert (due.take({"a"}), due.take({"a"}), due.take({"b"})) == ("b", None, "a")


def test_more_rooms_than_the_limit_are_dropped() -> None:
    due = Due(2)
    due.add(["a", "b", "c"])
    assert [due.take(()) for _ in range(3)] == ["a", "b", None]
    due.add(["c"])
    assert due.take(()) == "c"


def test_all_of_them_can_be_forgotten() -> None:
    due = Due(2)
    due.add(["a"])
    due.clear()
    assert (len(due), due.take(())) == (0, None)
