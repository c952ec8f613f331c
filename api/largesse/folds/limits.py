"""
Limits: how much is folded at once, and how often.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldLimits:
    """
    The limits of folding on one node.

    Args:
        page_events: events of one room that are folded at a time.
        deed_rows: about how many rows one deed writes: what a gift in the same batch may have to wait for. A crowd of
            gifts from few people comes to few rows, and is folded at once.
        deed_rooms: rooms in one deed.
        work_share: the part of the time in which a node folds while gifts are sent, however much there is to fold.
        room_seconds: how long a room that was folded rests, unless more of it waits than went into one page.
        due_max: rooms that are remembered as having something to fold; others are found by looking.
        look_seconds: how often rooms are looked at that nobody spoke of.
        look_rooms: rooms of a look: as many of the newest, and as many of all others, one page after another.
        retry_seconds: after how long what the database did not answer is asked again, at first and at most.
    """

    page_events: int = 1_000
    deed_rows: int = 500
    deed_rooms: int = 50
    work_share: float = 0.2
    room_seconds: float = 0.5
    due_max: int = 10_000
    look_seconds: float = 3.0
    look_rooms: int = 500
    retry_seconds: tuple[float, float] = (0.1, 3.0)
