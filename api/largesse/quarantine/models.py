"""
Quarantines as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from largesse.ledger.modelled import modelled
from largesse.quarantine.rows import QUARANTINES, QuarantineRow

Quarantine = modelled(QUARANTINES)


async def quarantines_in_force() -> list[QuarantineRow]:
    """Return every quarantine that is in force."""
    rows = await Quarantine.filter(in_force=True).values_list(*QuarantineRow._fields)
    return [QuarantineRow(*row) for row in rows]
