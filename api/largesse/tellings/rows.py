"""
What is kept of tellings: whose turn it is to tell a plugin, and how far it was told of each room.
"""

from __future__ import annotations

from typing import NamedTuple

from largesse.ledger.table import Id, Mode, Table


class TurnRow(NamedTuple):
    """
    Which node tells a plugin.

    Args:
        plugin: its name among the entry points.
        node_id: the node whose turn it is, or was last.
        since: the instant at which the plugin was first there; what happened before is not told to it.
        held_until: the instant from which any node may take the turn.
        version: moved by every write.
    """

    plugin: str
    node_id: Id
    since: int
    held_until: int
    version: int


class PlaceRow(NamedTuple):
    """
    How far a plugin was told of a room.

    Args:
        plugin: its name among the entry points.
        room_id: the room, and its stream.
        told: the offset of the last event that was told or passed over.
        version: moved by every write.
    """

    plugin: str
    room_id: Id
    told: int
    version: int


TURNS = Table(
    name="telling_turns",
    row=TurnRow,
    mode=Mode.GUARD,
    rank=87,
    mutable=("node_id", "held_until"),
)
PLACES = Table(
    name="telling_places",
    row=PlaceRow,
    mode=Mode.GUARD,
    rank=88,
    key_length=2,
    mutable=("told",),
)
