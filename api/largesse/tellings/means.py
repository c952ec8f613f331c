"""
What a node tells with, whomever it tells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from largesse.tellings.limits import TellingLimits

if TYPE_CHECKING:
    from largesse.clock import Clock
    from largesse.database.reads import Reads
    from largesse.ledger.journal import Journal
    from largesse.plugins import Workers
    from largesse.streams import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """
    What a node tells with.

    Args:
        node_id: the node, anew at each start.
        journal: commits turns and places.
        reads: finds rooms.
        reader: reads what happened in them.
        workers: run plugins' code.
        clock: tells what happened too long ago.
        limits: see `TellingLimits`.
    """

    node_id: str
    journal: Journal
    reads: Reads
    reader: Reader
    workers: Workers
    clock: Clock
    limits: TellingLimits = field(default_factory=TellingLimits)
