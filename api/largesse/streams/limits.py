"""
Limits: how much a hub keeps, how far behind a follower may be, and how long it waits before it asks the database.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HubLimits:
    """
    The limits of a hub; those in events are at least 1, those in seconds more than 0.

    Args:
        buffer_events_max: how much further a follower may fall behind than it was at best, before it has lagged.
        merge_events_min: how much further it may fall behind before it is spared what later events say as well.
        resume_events_max: how old a cursor may be; an older one gets a snapshot.
        recent_events_max: events of each followed stream that are kept in memory.
        page_events: events that are read from the database at a time.
        pages_max: pages of older events that are kept, for all streams together.
        poll_seconds: how often the heads of the streams that are followed are read.
        gap_seconds: how long a gap may close by itself, as messages overtake one another, before it is read.
        notice_seconds: how long after a notice the next of its kind may come.
        retry_seconds: after how long a read that failed is tried again, at first and at most.
    """

    buffer_events_max: int = 1_000
    merge_events_min: int = 100
    resume_events_max: int = 10_000
    recent_events_max: int = 1_000
    page_events: int = 500
    pages_max: int = 64
    poll_seconds: float = 1.0
    gap_seconds: float = 0.02
    notice_seconds: float = 0.5
    retry_seconds: tuple[float, float] = (0.05, 1.0)
