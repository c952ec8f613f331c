"""
A notice reaches every member of a group once, wherever in the stream each of them stands.
"""

from __future__ import annotations

from largesse.web.groups.member import Place
from tests.web.groups.source import Hearer, Source


async def test_a_notice_leaves_everybody_where_they_stand() -> None:
    source, first, late = Source(), Hearer(), Hearer()
    source.group.admit(first, Place("0", 0), catching_up=True)
    source.publish(1)
    source.notice("viewerCount", 7)
    await source.heard(first, 1, -7)
    assert (source.group.place.cursor, source.group.place.noticed) == ("1", 7)
    assert source.group.admit(late, Place("1", 1, noticed=7), catching_up=True)
    source.publish(2)
    await source.end()
    assert (first.heard, late.heard) == ([1, -7, 2], [2])


async def test_who_comes_is_told_the_latest_of_each_kind_that_it_does_not_know() -> None:
    source, first = Source(), Hearer()
    source.group.admit(first, Place("0", 0), catching_up=True)
    source.publish(1)
    for kind, number in (("viewerCount", 1), ("board", 2), ("viewerCount", 3)):
        source.notice(kind, number)
    await source.heard(first, 1, -1, -2, -3)
    back, shown, informed = Hearer(), Hearer(), Hearer()
    source.group.admit(back, Place("0"), catching_up=True)
    source.group.admit(shown, Place("1", 1, noticed=2), catching_up=True)
    source.group.admit(informed, Place("1", 1, noticed=3), catching_up=True)
    await source.end()
    assert (sorted(back.heard[1:]), back.heard[0]) == ([-3, -2], 1)
    assert (shown.heard, informed.heard) == ([-3], [])


async def test_what_whoever_began_a_group_was_shown_is_not_told_again() -> None:
    source, first = Source(at=4, noticed=2), Hearer()
    source.group.admit(first, Place("4", 4, noticed=2), catching_up=True)
    source.notice("board", 1)
    source.notice("viewerCount", 2)
    source.notice("board", 3)
    await source.end()
    assert first.heard == [-3]


async def test_one_that_stands_ahead_is_told_at_once_and_before_its_events() -> None:
    source, level, ahead = Source(), Hearer(), Hearer()
    source.group.admit(level, Place("0", 0), catching_up=True)
    source.group.admit(ahead, Place("2", 2), catching_up=False)
    source.publish(1)
    source.notice("viewerCount", 1)
    await source.heard(level, 1, -1)
    assert ahead.heard == [-1]
    source.publish(2, 3)
    await source.end()
    assert (level.heard, ahead.heard) == ([1, -1, 2, 3], [-1, 3])


async def test_one_that_takes_no_more_goes_on_after_its_last_event() -> None:
    source, slow = Source(), Hearer()
    source.group.admit(slow, Place("0", 0), catching_up=True)
    source.publish(1)
    await source.heard(slow, 1)
    slow.takes = False
    source.notice("viewerCount", 1)
    await source.end()
    assert await source.group.hold(slow) == "1"
