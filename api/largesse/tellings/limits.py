"""
Limits: how much is told at once, how long it may take, and how far back it goes.
"""

from __future__ import annotations

from dataclasses import dataclass

from largesse.clock import DAY
from largesse.plugins.kinds import TELLING_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingLimits:
    """
    The limits of telling one plugin on one node.

    Args:
        telling_seconds: how long one telling may take; one that takes longer has failed.
        rooms_at_once: rooms that are told of at the same time; within a room one thing after another.
        page_events: events that are read, and filled with names, at a time.
        due_max: rooms that are remembered as having something to tell; others are found by looking.
        places_max: places that are moved in one deed.
        move_seconds: how long a place may be ahead of what is written: what is told again after a crash.
        turn_seconds: for how long a node has the turn once it has taken it or moved places; a minute at most.
        look_seconds: how often rooms are looked at that nobody spoke of.
        look_rooms: rooms of a look: as many of the newest, and as many of all others, one page after another.
        backlog: microseconds; what happened longer ago is passed over.
        grace_seconds: how long what is being told has when the server ends.
    """

    telling_seconds: float = TELLING_SECONDS
    rooms_at_once: int = 8
    page_events: int = 32
    due_max: int = 10_000
    places_max: int = 200
    move_seconds: float = 1.0
    turn_seconds: float = 10.0
    look_seconds: float = 3.0
    look_rooms: int = 500
    backlog: int = DAY
    grace_seconds: float = 2.0
