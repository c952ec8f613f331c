"""
Attendance: a person counts once, and whoever came is told once.
"""

from __future__ import annotations

from largesse.presence.attendance import JOINED_MAX, Attendance, Viewers


def test_a_person_counts_once_however_many_connections_they_have() -> None:
    attendance = Attendance()
    for _ in range(3):
        attendance.enter("vera", "vera")
    attendance.enter(1, None)
    assert attendance.count == 2
    attendance.leave("vera")
    attendance.leave("vera")
    assert attendance.count == 2
    attendance.leave("vera")
    assert attendance.count == 1


def test_whoever_came_is_told_once_and_named_only_where_that_is_allowed() -> None:
    attendance = Attendance()
    attendance.enter("vera", "vera")
    attendance.enter(1, None)
    assert attendance.taken() == Viewers(2, ("vera",), 2)
    attendance.enter("vera", "vera")
    assert attendance.taken() == Viewers(2, (), 0)


def test_whoever_came_and_went_between_two_beats_has_not_come() -> None:
    attendance = Attendance()
    attendance.enter("vera", "vera")
    attendance.enter("milo", "milo")
    attendance.leave("vera")
    assert attendance.taken() == Viewers(1, ("milo",), 1)


def test_of_many_who_came_a_few_are_named() -> None:
    attendance = Attendance()
    for number in range(1_000):
        attendance.enter(number, str(number))
    assert attendance.taken() == Viewers(1_000, tuple(map(str, range(JOINED_MAX))), 1_000)
