"""
One gift by hand: the rows that were read for it, what it decides, and the rows that are written for it.

The same `decide` as in the journal, so that contenders differ in how they talk to the database and in nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

import orjson

from largesse.combos.rows import COMBOS, ComboRow
from largesse.earnings.rows import BUCKETS, BucketRow
from largesse.gifts.rows import GIFTS, GiftRow
from largesse.ledger.account import PLATFORM_ID, Account, AccountMode, AccountRow, account_id
from largesse.ledger.rows import KeyRow, TransferRow
from largesse.wallets.rows import LIMITS, LOTS, LimitRow, LotRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.clock import Instant
    from largesse.gifts.send import GiftSend
    from largesse.ledger.deed import Event
    from largesse.ledger.rows import StreamRow
    from largesse.ledger.table import AnyTable, R_co, Table

_PLATFORM = AccountMode.PLATFORM.value


class ReadRows:
    """
    What was read for one gift, as its `decide` asks for it.

    Args:
        now: the instant.
        wallet: the sender's account.
        lots: its open lots in order.
        combos: the sender's combos that run.
        rows: at most one row of each other table, by the table's name; absent if there is none.
    """

    def __init__(
        self,
        now: Instant,
        wallet: AccountRow | None,
        lots: Sequence[LotRow],
        combos: Sequence[ComboRow],
        rows: dict[str, tuple[object, ...]],
    ) -> None:
        self.now = now
        self._wallet = wallet
        self._ranges = {LOTS.name: lots, COMBOS.name: combos}
        self._rows = rows

    def get(self, table: Table[R_co], *_: object) -> R_co | None:
        return cast("R_co | None", self._rows.get(table.name))

    def account(self, account: Account) -> AccountRow | None:  # noqa: ARG002 - a gift reads one account
        return self._wallet

    def stream(self, stream_id: str) -> StreamRow | None:  # noqa: ARG002 - a gift reads one stream
        return cast("StreamRow | None", self._rows.get("streams"))

    def range(self, table: Table[R_co], owner_id: str) -> Sequence[R_co]:  # noqa: ARG002 - a gift reads its sender's
        return cast("Sequence[R_co]", self._ranges[table.name])

    def more(self, table: AnyTable, owner_id: str) -> None:
        """Return, since four are more than any wallet here has of lots, or of combos."""


class Move(NamedTuple):
    """What a gift does to one account: the account of that slot, and the change of its balance."""

    row: AccountRow
    delta: int


class Written(NamedTuple):
    """The rows of a gift, accounts sorted by id."""

    lots: list[LotRow]
    limit: LimitRow
    combos: list[ComboRow]
    bucket: BucketRow
    gift: GiftRow
    transfer: TransferRow
    key: KeyRow
    moves: list[Move]
    events: list[Event]


def decided(deed: GiftSend, state: ReadRows, slot: int) -> Written:
    """
    Decide a gift and return its rows; a transfer is a batch of its own.

    Args:
        deed: the gift.
        state: what was read for it.
        slot: which of the sixteen rows of a platform account is written.

    Raises:
        Refusal: as `GiftSend.decide`.
    """
    decision = deed.decide(state)
    rows: dict[str, list[tuple[object, ...]]] = {}
    for table, row in decision.writes:
        rows.setdefault(table.name, []).append(row)
    now = state.now
    postings = decision.postings_text()
    result = orjson.dumps(decision.result).decode()
    moves = [Move(_row_of(account, slot), amount) for account, amount in decision.every_posting]
    moves.sort(key=lambda move: move.row.id)
    return Written(
        cast("list[LotRow]", rows[LOTS.name]),
        cast("LimitRow", rows[LIMITS.name][0]),
        cast("list[ComboRow]", rows[COMBOS.name]),
        cast("BucketRow", rows[BUCKETS.name][0]),
        cast("GiftRow", rows[GIFTS.name][0]),
        TransferRow(deed.id, deed.id, deed.caller_id, deed.operation, None, postings, now),
        KeyRow(deed.caller_id, deed.key, deed.fingerprint, deed.operation, deed.id, result, now),
        moves,
        list(decision.events),
    )


def _row_of(account: Account, slot: int) -> AccountRow:
    if account.mode != _PLATFORM:
        return AccountRow(*account, 0, 0, 0, 0, 0, 0)
    slotted = account_id(PLATFORM_ID, account.purpose, account.asset, slot)
    return AccountRow(slotted, *account[1:], slot, None, 0, 0, 0, 0)
