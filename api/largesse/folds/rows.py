"""
How far each room was folded.
"""

from __future__ import annotations

from typing import NamedTuple

from largesse.ledger.table import Id, Mode, Table


class CursorRow(NamedTuple):
    """
    How far a fold has got in a room.

    Args:
        stream_id: the room, and its stream.
        fold: the fold's name.
        folded: the offset of the last event that is in the fold's rows.
        fold_version: by which of the fold's functions.
        version: moved by every write.
    """

    stream_id: Id
    fold: str
    folded: int
    fold_version: int
    version: int


CURSORS = Table(
    name="fold_cursors",
    row=CursorRow,
    mode=Mode.GUARD,
    rank=104,
    key_length=2,
    mutable=("folded", "fold_version"),
)
