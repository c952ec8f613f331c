"""
What is shown of a room's board to all who follow the room.
"""

from typing import TYPE_CHECKING, cast

import strawberry

from largesse.boards.notices import KIND
from largesse.schema.boards import Board, board_node
from largesse.schema.room_events.item import ShowNotices, StreamNotice

if TYPE_CHECKING:
    from largesse.boards import Top


@strawberry.type
class BoardChanged(StreamNotice):
    """The board of the room has changed: the latest state of it, at most about twice a second. It is no event."""

    board: Board | None
    """What was given in the room, with the first ten of those who are listed; null if none is to be shown."""


def _changed(value: object) -> StreamNotice:
    top = cast("Top", value)
    return BoardChanged(board=board_node(top.board, top) if top.board else None)


NOTICES: ShowNotices = {KIND: _changed}
