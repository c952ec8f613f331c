"""
A group tells each member what follows its place, whoever else is slow, ahead, odd or gone.
"""

from __future__ import annotations

import pytest

from largesse.web.groups.group import KEPT_EVENTS, SWEEP_EVENTS
from largesse.web.groups.member import Place
from tests.web.groups.source import Hearer, Source


async def test_events_that_wait_are_written_to_each_member_at_once() -> None:
    source, hearers = Source(), [Hearer("a"), Hearer("b")]
    for hearer in hearers:
        assert source.group.admit(hearer, Place("0", 0), catching_up=True)
    source.publish(1, 2, 3)
    await source.end()
    assert [(hearer.heard, hearer.writes) for hearer in hearers] == [([1, 2, 3], 1)] * 2
    assert [await source.group.hold(hearer) for hearer in hearers] == [None, None]


async def test_no_more_than_so_many_events_are_written_at_once() -> None:
    source, hearer = Source(), Hearer()
    source.group.admit(hearer, Place("0", 0), catching_up=True)
    source.publish(*range(1, SWEEP_EVENTS + 3))
    await source.end()
    assert (hearer.heard, hearer.writes) == (list(range(1, SWEEP_EVENTS + 3)), 2)


async def test_who_comes_late_is_told_what_it_missed_as_far_as_that_is_kept() -> None:
    source, first = Source(), Hearer()
    source.group.admit(first, Place("0", 0), catching_up=True)
    source.publish(1, 2, 3)
    await source.heard(first, 1, 2, 3)
    late, later, latest = Hearer(), Hearer(), Hearer()
    assert source.group.admit(late, Place("0", 0), catching_up=True)
    assert source.group.admit(later, Place("2"), catching_up=True)
    assert not source.group.admit(latest, Place("of another stream"), catching_up=True)
    assert (late.heard, later.heard, latest.heard) == ([1, 2, 3], [3], [])
    source.publish(*range(4, 2 * KEPT_EVENTS + 4))
    await source.heard(first, *range(1, 2 * KEPT_EVENTS + 4))
    assert not source.group.admit(latest, Place("3", 3), catching_up=True)
    await source.end()


async def test_who_stands_ahead_is_told_what_follows_its_own_place() -> None:
    source, level, ahead = Source(), Hearer(), Hearer()
    source.group.admit(level, Place("0", 0), catching_up=True)
    assert source.group.admit(ahead, Place("2", 2), catching_up=False)
    source.publish(1)
    await source.heard(level, 1)
    assert ahead.heard == []
    source.publish(2, 3)
    source.publish(4)
    await source.end()
    assert (level.heard, ahead.heard) == ([1, 2, 3, 4], [3, 4])


async def test_one_that_takes_no_more_goes_on_alone_from_its_last_event_and_the_others_hear_all() -> None:
    source, fast, slow, odd = Source(), Hearer(), Hearer(), Hearer()
    for hearer in (slow, odd, fast):
        source.group.admit(hearer, Place("0", 0), catching_up=True)
    source.publish(1)
    await source.heard(fast, 1)
    slow.takes, odd.odd = False, True
    source.publish(2)
    await source.heard(fast, 1, 2)
    assert [await source.group.hold(hearer) for hearer in (slow, odd)] == ["1", "1"]
    assert not source.group.admit(slow, Place("1", 1), catching_up=False)
    source.group.leave(slow)
    source.group.leave(odd)
    source.publish(3)
    await source.end()
    assert (slow.heard, odd.heard, fast.heard) == ([1], [1], [1, 2, 3])


async def test_what_is_good_for_none_of_them_is_told_to_nobody() -> None:
    source, level, ahead = Source(), Hearer(), Hearer()
    source.group.admit(level, Place("0", 0), catching_up=True)
    source.publish(1)
    await source.heard(level, 1)
    source.group.admit(ahead, Place("5", 5), catching_up=False)
    source.private = True
    source.publish(2)
    await source.end()
    assert (level.heard, ahead.heard) == ([1], [])
    assert [await source.group.hold(hearer) for hearer in (level, ahead)] == ["1", "5"]


async def test_a_source_that_breaks_is_told_to_all_after_what_it_said() -> None:
    source, hearer = Source(), Hearer()
    source.group.admit(hearer, Place("0", 0), catching_up=True)
    source.publish(1)
    await source.end(ConnectionError("the database is away"))
    assert hearer.heard == [1]
    with pytest.raises(ConnectionError, match="the database is away"):
        await source.group.hold(hearer)


async def test_the_last_to_leave_ends_the_group_and_nobody_comes_to_it_any_more() -> None:
    source, first, last = Source(), Hearer(), Hearer()
    for hearer in (first, last):
        source.group.admit(hearer, Place("0", 0), catching_up=True)
    source.group.leave(first)
    assert source.emptied == 0
    source.group.leave(last)
    assert source.emptied == 1
    assert not source.group.admit(first, Place("0", 0), catching_up=True)
    await source.end()


async def test_who_is_not_ready_is_not_let_in() -> None:
    source, hearer = Source(), Hearer()
    hearer.ready = False
    assert not source.group.admit(hearer, Place("0", 0), catching_up=True)
    await source.end()


async def test_what_was_erased_is_told_to_nobody_who_comes_late_nor_what_was_before_it() -> None:
    source, first = Source(), Hearer()
    source.group.admit(first, Place("0", 0), catching_up=True)
    source.publish(1, 2, 3)
    await source.heard(first, 1, 2, 3)
    source.group.forget("2")
    source.group.forget("4")
    source.publish(4, 5)
    await source.heard(first, 1, 2, 3, 4, 5)
    late, later = Hearer(), Hearer()
    assert not source.group.admit(late, Place("1", 1), catching_up=True)
    assert not source.group.admit(late, Place("3", 3), catching_up=True)
    assert source.group.admit(later, Place("4", 4), catching_up=True)
    assert (late.heard, later.heard) == ([], [5])
    await source.end()
