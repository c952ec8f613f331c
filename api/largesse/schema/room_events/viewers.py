"""
What is told of who watches: how many there are now, and who came.
"""

from typing import cast

import strawberry

from largesse.presence import NOTICE, Viewers
from largesse.schema.people import Person, person_node
from largesse.schema.room_events.item import ShowNotices, StreamNotice


@strawberry.type
class ViewersChanged(StreamNotice):
    """
    How many follow the room now; told once a second at most.

    It is no event: it has no cursor, is not told again to whoever comes back, and the latest is all that counts.
    """

    viewer_count: int
    """How many there are now, as `Room.viewerCount` counts them."""
    joined: list[Person]
    """Some of those who came since the last one, five at most; whoever has no name is not among them."""
    joined_count: int
    """How many came since the last one."""


def _viewers(value: object) -> StreamNotice:
    viewers = cast("Viewers", value)
    return ViewersChanged(
        viewer_count=viewers.total,
        joined=[person_node(each) for each in viewers.joined_ids],
        joined_count=viewers.joined_count,
    )


NOTICES: ShowNotices = {NOTICE: _viewers}
