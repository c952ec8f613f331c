"""
What is told of combos: that one has ended. That one goes on is told with each of its gifts.
"""

import strawberry

from largesse.schema.combos import Combo, combo_over
from largesse.schema.filling import Filled
from largesse.schema.room_events.item import Shows, StreamItem
from largesse.schema.scalars import DateTime
from largesse.streams import Occurred


@strawberry.type
class ComboEndedEvent(StreamItem):
    """A combo has ended, once and for good."""

    occurred_at: DateTime
    """When the room was told, which may be a little later than the combo's end."""
    combo: Combo | None
    """The combo with all its gifts, and why it ended; never null, and nullable so that a gift's is selected alike."""


def _ended(heard: Occurred, filled: Filled) -> StreamItem:
    return ComboEndedEvent(
        cursor=heard.cursor.text,
        offset=heard.cursor.offset,
        occurred_at=heard.event.decided_at,
        combo=combo_over(heard.event.stream_id, filled),
    )


SHOWS: Shows = {"comboEnded": _ended}
