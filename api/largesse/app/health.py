"""
Whether a server is ready, and what of it somebody should look at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.database.migration import status
from largesse.errors import Unavailable
from largesse.ledger.store.store import AttemptFailed

if TYPE_CHECKING:
    from largesse.database.address import Address
    from largesse.database.reads import Reads
    from largesse.ledger.journal import Journal
    from largesse.plugins import Plugins, Workers
    from largesse.web.doors import Probe


def probes_of(address: Address, reads: Reads, journal: Journal, plugins: Plugins) -> dict[str, Probe]:
    """Return how to find out of each part whether it works: None if it does, else what is wrong with it."""

    async def database() -> str | None:
        try:
            await reads.check()
        except Unavailable:
            return "does not answer"
        return None

    async def migrations() -> str | None:
        try:
            found = await status(address)
        except Unavailable:
            return "cannot be read"
        return None if found.current else "not at this release"

    async def journal_works() -> str | None:
        try:
            await journal.check()
        except AttemptFailed:
            return "cannot be written to"
        return None

    async def plugins_loaded() -> str | None:
        return "; ".join(f"{report.name}: {report.reason}" for report in plugins.failed) or None

    return {"database": database, "migrations": migrations, "journal": journal_works, "plugins": plugins_loaded}


def notices_of(workers: Workers) -> dict[str, str]:
    """
    Return what leaves the server ready and somebody should look at.

    A quarantine holds on every node: if it made one not ready, it would take all of them from their callers at once.
    """
    held = [each.report for each in workers.standings() if each.quarantined_at is not None]
    return {f"plugin {report.name}": f"in quarantine: {report.reason}" for report in held}
