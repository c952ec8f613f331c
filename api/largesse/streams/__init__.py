"""
Streams: what was committed, told to whoever follows, once each and in order.
"""

from largesse.streams.accounts import account_stream
from largesse.streams.cursor import Cursor
from largesse.streams.follow import follow
from largesse.streams.hub import Hub
from largesse.streams.items import Ended, EndReason, Item, Lagged, Noticed, Occurred, Snapshot
from largesse.streams.limits import HubLimits
from largesse.streams.patience import patiently
from largesse.streams.reader import DatabaseReader, Head, Reader
from largesse.streams.rounds import Rounds, ids_in
from largesse.streams.turns import Turns
from largesse.streams.upkeep import Upkeep

__all__ = [
    "Cursor",
    "DatabaseReader",
    "EndReason",
    "Ended",
    "Head",
    "Hub",
    "HubLimits",
    "Item",
    "Lagged",
    "Noticed",
    "Occurred",
    "Reader",
    "Rounds",
    "Snapshot",
    "Turns",
    "Upkeep",
    "account_stream",
    "follow",
    "ids_in",
    "patiently",
]
