"""
Databases of scenes.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from largesse.app import migrated
from largesse.database.reads import open_reads
from largesse.tables import MODELS

from .scene import Scene

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from largesse.database.address import Address
    from largesse.folds import Fold
    from largesse.settings import Settings


@asynccontextmanager
async def scene_on(settings: Settings, address: Address, folds: Sequence[Fold]) -> AsyncIterator[Scene]:
    """Migrate a database, and open it to be read."""
    await migrated(settings)
    async with open_reads(address, MODELS) as reads:
        yield Scene(address=address, reads=reads, folds=folds)
