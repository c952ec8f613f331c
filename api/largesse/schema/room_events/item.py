"""
Items of a stream: what all of them say, and how an event becomes one.
"""

from collections.abc import Callable, Mapping

import strawberry

from largesse.schema.filling import Filled
from largesse.schema.scalars import BigInt
from largesse.streams import EndReason, Occurred

strawberry.enum(EndReason, name="StreamEndReason")


@strawberry.interface
class StreamItem:
    """What a follower of a stream is sent."""

    cursor: str
    """To resume after it, with nothing lost and nothing twice; to be handed back unread."""
    offset: BigInt
    """Its number among the events of the stream: 1, 2, 3, … without a gap."""
    behind: strawberry.Private[int] = 0
    last: strawberry.Private[bool] = False


@strawberry.type
class Lagged(StreamItem):
    """The follower was too slow; the end comes next. What it missed waits behind the cursor."""

    missed_count: BigInt
    """How many events wait."""


@strawberry.type
class StreamEnded(StreamItem):
    """The last item: nothing follows. Whoever comes back with the cursor misses nothing."""

    reason: EndReason
    """Why."""


Show = Callable[[Occurred, Filled], StreamItem]
"""Turns an event, with what it shows, into what a follower is sent."""
Shows = Mapping[str, Show]
"""By the kind of the event."""


def plain(kind: Callable[..., StreamItem]) -> Show:
    """
    Return how an event is shown that says no more than that it happened, and when.

    Args:
        kind: a type with an `occurred_at` beside what every item has.
    """

    def show(heard: Occurred, _filled: Filled) -> StreamItem:
        return kind(cursor=heard.cursor.text, offset=heard.cursor.offset, occurred_at=heard.event.decided_at)

    return show
