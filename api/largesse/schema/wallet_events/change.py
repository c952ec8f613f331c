"""
A change: an entry of a wallet, and the transfer that it belongs to, as the wallet's stream tells of it.
"""

from typing import NamedTuple

import orjson

from largesse.ledger.rows import EntryRow, EventRow


class Change(NamedTuple):
    """
    A change of a wallet's balance.

    Args:
        number: of the entry: 1, 2, 3, … without a gap.
        cause_id: the transfer.
        operation: what was done, such as `giftSend`.
        reverses_id: the transfer that was reversed, if one was.
        amount: coins that came in, or below zero went out.
        balance: coins that the wallet held after it.
        posted_at: when.
    """

    number: int
    cause_id: str
    operation: str
    reverses_id: str | None
    amount: int
    balance: int
    posted_at: int

    def entry_of(self, account_id: str) -> EntryRow:
        """Return the entry as it stands in the books."""
        return EntryRow(account_id, self.number, self.cause_id, self.amount, self.balance, self.posted_at)


def change_in(event: EventRow) -> Change:
    """Return the change that an event of an account's stream tells of."""
    told = orjson.loads(event.payload)
    return Change(
        number=event.stream_offset,
        cause_id=event.cause_id,
        operation=event.kind,
        reverses_id=told["reverses_id"],
        amount=told["amount"],
        balance=told["balance"],
        posted_at=event.decided_at,
    )
