"""
What a batch does to one account: its sum, its lowest point on the way, and its entries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from largesse.ledger.account import Account, AccountRow


class Movement:
    """
    The netted change of an account.

    Args:
        account: which one.
        row_id: the row that is written: the account's, or that of its slot.
        slot: the slot of a platform account, whose entries are folded; None for a person's.
        read: the row as it was read; None if it is new, or is not read.
    """

    __slots__ = ("_amounts", "account", "delta", "low", "read", "row_id", "slot")

    def __init__(self, account: Account, row_id: str, slot: int | None, read: AccountRow | None) -> None:
        self.account = account
        self.row_id = row_id
        self.slot = slot
        self.read = read
        self.delta = 0
        self.low = 0
        self._amounts: list[tuple[str, int, int]] = []

    def post(self, amount: int, cause_id: str) -> None:
        """Add an entry of a person's account."""
        self.delta += amount
        self.low = min(self.low, self.delta)
        self._amounts.append((cause_id, amount, self.delta))

    def fold(self, amount: int) -> None:
        """Add to the one entry that a batch leaves in a platform account."""
        self.delta += amount

    @property
    def count(self) -> int:
        """How many entries there will be."""
        return len(self._amounts) if self.slot is None else int(self.delta != 0)

    def entries(self, batch_id: str) -> Iterator[tuple[str, int, str, int, int]]:
        """
        Return the entries, counted back from the account's new end, which only the database knows.

        Returns:
            (row, how many entries come after it, cause, amount, what comes after it in sum).
        """
        if self.slot is not None:
            if self.delta:
                yield self.row_id, 0, batch_id, self.delta, 0
            return
        last = len(self._amounts)
        for place, (cause_id, amount, running) in enumerate(self._amounts, start=1):
            yield self.row_id, last - place, cause_id, amount, self.delta - running
