"""
A channel: what it keeps and what it lets go.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from largesse.streams import EndReason, Head
from largesse.streams.channel import Channel

from .conftest import ROOM
from .memory import PATIENT, Log

TEN = replace(PATIENT, recent_events_max=10)


def test_what_was_heard_before_the_head_is_known_is_kept_only_if_it_is_later() -> None:
    log, channel = Log(ROOM), Channel(ROOM, TEN, count(1))
    log.commit(ROOM, 9)
    channel.offer(log.rows[ROOM][2:7])
    assert (channel.head, channel.gap, len(channel.recent)) == (None, False, 0)
    channel.stands(Head(1, 4), None)
    assert (channel.head, channel.seen, channel.gap, channel._ahead) == (7, 7, False, {})
    assert [channel.recent.at(offset) for offset in range(4, 9)] == [None, *log.rows[ROOM][4:7], None]


def test_what_waited_behind_a_gap_is_let_go_once_it_was_read() -> None:
    log, channel = Log(ROOM), Channel(ROOM, TEN, count(1))
    log.commit(ROOM, 6)
    channel.stands(Head(1, 0), None)
    channel.offer(log.rows[ROOM][2:3] + log.rows[ROOM][4:5])
    assert channel.gap
    channel.mend(0, log.rows[ROOM])
    assert (channel.head, channel.gap, channel.mended, channel._ahead) == (6, False, 6, {})


def test_a_gap_that_closed_by_itself_while_it_was_read_forgets_nothing() -> None:
    log, channel = Log(ROOM), Channel(ROOM, TEN, count(1))
    log.commit(ROOM, 5)
    channel.stands(Head(1, 0), None)
    channel.offer(log.rows[ROOM][1:2] + log.rows[ROOM][4:5])
    channel.offer(log.rows[ROOM][:1])
    channel.mend(0, log.rows[ROOM][:2])
    assert (channel.head, channel.seen, channel.gap, channel.mended) == (2, 5, True, 0)
    channel.offer(log.rows[ROOM][2:4])
    assert (channel.head, channel.gap) == (5, False)


def test_a_stream_that_is_gone_from_the_database_has_ended_for_good() -> None:
    channel = Channel(ROOM, TEN, count(1))
    channel.stands(None, None)
    assert (channel.missing, channel.ended) == (True, None)
    channel.stands(Head(1, 4), None)
    assert (channel.missing, channel.head) == (False, 4)
    channel.stands(None, 4)
    assert (channel.missing, channel.ended) == (False, EndReason.RESTORED)
    channel.end(EndReason.CLOSING)
    channel.stands(Head(1, 9), 4)
    assert (channel.ended, channel.seen, channel.gap) == (EndReason.RESTORED, 4, False)
