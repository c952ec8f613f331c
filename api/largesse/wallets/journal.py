"""
What wallets want of the journal: to take a deed, and to say what became of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from largesse.ledger.deed import Applied, Deed


class Journal(Protocol):
    """Whoever commits deeds."""

    async def submit(self, deed: Deed) -> Applied:
        """
        Commit a deed, once.

        Raises:
            Refusal: it was decided against; nothing was written.
            Unavailable: nothing was written; the same call may succeed later.
            OutcomeUnknown: it may have been written; the same key tells.
        """
        ...
