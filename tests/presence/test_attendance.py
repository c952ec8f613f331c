"""
Attendance: a person counts once, and whoever came is told once.
"""

from __future__ import annotations

from largesse.presence.attendance import JOINED_MAX, Attendance, Viewers
from largesse.presence.crowd import NOBODY, Crowd

VERA, MILO = 17, 18
"""Marks of people."""
UNKNOWN = object()


def test_a_person_counts_once_however_many_connections_they_have() -> None:
    attendance = Attendance()
    for _ in range(3):
        attendance.enter(VERA, "vera")
    attendance.enter(UNKNOWN, None)
    assert (attendance.count, attendance.people) == (2, 1)
    attendance.leave(VERA)
    attendance.leave(VERA)
    assert attendance.count == 2
    attendance.leave(VERA)
    assert (attendance.count, attendance.people) == (1, 0)
    attendance.leave(UNKNOWN)
    assert attendance.count == 0


def test_other_nodes_are_told_of_people_alone() -> None:
    attendance = Attendance()
    assert attendance.crowd == NOBODY
    attendance.enter(VERA, "vera")
    attendance.enter(VERA, "vera")
    attendance.enter(MILO, None)
    attendance.enter(UNKNOWN, None)
    assert attendance.crowd == Crowd(2, 0, frozenset({VERA, MILO}))
    attendance.leave(VERA)
    assert attendance.crowd == Crowd(2, 0, frozenset({VERA, MILO}))
    attendance.leave(VERA)
    assert attendance.crowd == Crowd(1, 0, frozenset({MILO}))


def test_whoever_came_is_told_once_and_named_only_where_that_is_allowed() -> None:
    attendance = Attendance()
    attendance.enter(VERA, "vera")
    attendance.enter(UNKNOWN, None)
    assert attendance.taken() == Viewers(2, ("vera",), 2)
    attendance.enter(VERA, "vera")
    assert attendance.taken() == Viewers(2, (), 0)


def test_whoever_is_there_by_another_node_has_not_come() -> None:
    attendance = Attendance()
    attendance.enter(VERA, "vera")
    attendance.enter(MILO, "milo")
    assert attendance.taken({VERA}) == Viewers(2, ("milo",), 1)
    assert attendance.taken() == Viewers(2, (), 0)


def test_whoever_came_and_went_between_two_beats_has_not_come() -> None:
    attendance = Attendance()
    attendance.enter(VERA, "vera")
    attendance.enter(MILO, "milo")
    attendance.leave(VERA)
    assert attendance.taken() == Viewers(1, ("milo",), 1)


def test_of_many_who_came_a_few_are_named() -> None:
    attendance = Attendance()
    for number in range(1_000):
        attendance.enter(number, str(number))
    assert attendance.taken() == Viewers(1_000, tuple(map(str, range(JOINED_MAX))), 1_000)
