"""
Databases of scenes.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from largesse.app import address_for
from largesse.database.reads import open_reads
from largesse.tables import MODELS

from .scene import Scene

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from largesse.folds import Fold
    from largesse.settings import Settings


@asynccontextmanager
async def scene_on(settings: Settings, folds: Sequence[Fold]) -> AsyncIterator[Scene]:
    """Open a migrated database to be read."""
    address = address_for(settings)
    async with open_reads(address, MODELS) as reads:
        yield Scene(address=address, reads=reads, folds=folds)
