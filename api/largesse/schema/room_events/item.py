"""
Items of a stream: what all of them say, and how an event or a notice becomes one.
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
    from_offset: BigInt = 0
    """
    The first offset that it stands for: its own, unless its reader was slow. Then gifts of a combo are left out that a
    later one counts, and nothing is missing as long as each event's is the offset before plus 1.
    """
    behind: strawberry.Private[int] = 0
    last: strawberry.Private[bool] = False
    noticed: strawberry.Private[int] = 0

    def __post_init__(self) -> None:
        """Have it stand for itself alone, unless something else is said."""
        self.from_offset = self.from_offset or self.offset


class StreamNotice:
    """
    What is shown of a stream and is no event: the latest of its kind, with neither a cursor nor an offset.

    Types of notices are members of the union beside those of events. One of a room must not be kept from anybody: it
    is executed once for all who follow.
    """

    notice = ""
    """Its kind, by which a later one takes its place."""
    noticed = 0
    """Its number; see `largesse.streams.Noticed`."""


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

ShowNotice = Callable[[object], StreamNotice]
"""Turns the value of a notice into what a follower is sent."""
ShowNotices = Mapping[str, ShowNotice]
"""By the kind of the notice."""


def plain(kind: Callable[..., StreamItem]) -> Show:
    """
    Return how an event is shown that says no more than that it happened, and when.

    Args:
        kind: a type with an `occurred_at` beside what every item has.
    """

    def show(heard: Occurred, _filled: Filled) -> StreamItem:
        return kind(cursor=heard.cursor.text, offset=heard.cursor.offset, occurred_at=heard.event.decided_at)

    return show
