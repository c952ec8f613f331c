"""
What a node folds with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from largesse.folds.limits import FoldLimits

if TYPE_CHECKING:
    from largesse.database.reads import Reads
    from largesse.ledger.journal import Journal
    from largesse.streams import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldMeans:
    """
    What a node folds with.

    Args:
        journal: commits rows and cursors.
        reads: finds rooms.
        reader: reads what happened in them.
        limits: see `FoldLimits`.
    """

    journal: Journal
    reads: Reads
    reader: Reader
    limits: FoldLimits = field(default_factory=FoldLimits)
