"""
What a batch will write: the decisions of its deeds, checked and netted so that each row is written once.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, cast

import orjson

from largesse.ledger.account import ACCOUNTS, PLATFORM_ID, AccountMode, AccountRow, account_id
from largesse.ledger.movement import Movement
from largesse.ledger.rows import STREAMS, EventRow, KeyRow, TransferRow
from largesse.ledger.table import Mode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from largesse.ledger.account import Account
    from largesse.ledger.deed import Decision, Deed, Event, Posting
    from largesse.ledger.state import BatchState
    from largesse.ledger.table import AnyTable, Key

_ACCOUNTS = cast("AnyTable", ACCOUNTS)
_STREAMS = cast("AnyTable", STREAMS)
_WALLET = AccountMode.WALLET.value
_PLATFORM = AccountMode.PLATFORM.value


class BrokenDecision(AssertionError):
    """A deed decided what no deed may: a mistake of ours, and nothing of it is written."""


class Plan:
    """
    The writes of a batch.

    Args:
        state: what was read, and is changed as decisions are accepted.
        batch_id: names the batch in folded entries and transfers.
        slot: which of the sixteen rows of a platform account this node writes.
    """

    def __init__(self, state: BatchState, batch_id: str, slot: int) -> None:
        self.state = state
        self.batch_id = batch_id
        self.slot = slot
        self.keys: list[KeyRow] = []
        self.probes: list[tuple[str, str]] = []
        self.transfers: list[TransferRow] = []
        self.appended: dict[AnyTable, list[tuple[object, ...]]] = defaultdict(list)
        self.guarded: dict[AnyTable, set[Key]] = defaultdict(set)
        self.summed: dict[AnyTable, dict[Key, tuple[object, ...]]] = defaultdict(dict)
        self.lows: dict[AnyTable, dict[Key, tuple[int, ...]]] = defaultdict(dict)
        self.movements: dict[str, Movement] = {}
        self.events: dict[str, list[tuple[Event, str]]] = defaultdict(list)
        self.opened: dict[str, str] = {}
        self.touched: set[str] = set()
        self.consulted: set[tuple[AnyTable, Key]] = set()

    @property
    def writes(self) -> bool:
        """Whether the database has to be asked at all."""
        return bool(self.keys or self.probes)

    def accept(self, deed: Deed, decision: Decision) -> KeyRow:
        """
        Take a decision into the batch.

        Returns:
            The key's row, with the result as it is stored.

        Raises:
            BrokenDecision: it is not balanced, falls below a floor, or writes what it does not guard.
        """
        self._check(decision)
        self.consulted |= self.state.consulted
        for posting in decision.postings:
            self._move(posting.account, posting.amount, deed.id)
        for touched in decision.touches:
            self._touch(touched)
        for stream_id, kind in decision.opens:
            self.opened[stream_id] = kind
        for table, row in decision.writes:
            self._write(table, row)
        for event in decision.events:
            self.events[event.stream_id].append((event, deed.id))
        now = self.state.now
        if decision.postings:
            self.transfers.append(
                TransferRow(
                    deed.id,
                    self.batch_id,
                    deed.caller_id,
                    deed.operation,
                    decision.reverses_id,
                    postings_text(decision.postings),
                    now,
                )
            )
        result = orjson.dumps(decision.result).decode()
        key = KeyRow(deed.caller_id, deed.key, deed.fingerprint, deed.operation, deed.id, result, now)
        self.keys.append(key)
        return key

    def _check(self, decision: Decision) -> None:
        sums: dict[str, int] = {}
        for account, amount in decision.postings:
            sums[account.asset] = sums.get(account.asset, 0) + amount
        if any(sums.values()):
            message = f"the postings do not balance: {sums}"
            raise BrokenDecision(message)
        falls: dict[str, int] = {}
        for account, amount in decision.postings:
            if account.mode != _PLATFORM:
                falls[account.id] = balance = falls.get(account.id, self._balance(account)) + amount
                if balance < 0 and (account.mode == _WALLET or amount < 0):
                    message = f"account {account.purpose}/{account.asset} would fall to {balance}"
                    raise BrokenDecision(message)
        guarding = {account.id for account, _ in decision.postings if account.mode == _WALLET}
        guarding.update(touched.id for touched in decision.touches if not isinstance(touched, str))
        if any((wallet_id,) not in self.state.needs.rows[_ACCOUNTS] for wallet_id in guarding):
            message = "a wallet is written that the deed did not name"
            raise BrokenDecision(message)
        guarding.update(touched for touched in decision.touches if isinstance(touched, str))
        guarding.update(stream_id for stream_id, _ in decision.opens)
        for table, row in decision.writes:
            if table.covered_by is not None and table.value(row, table.covered_by) not in guarding:
                message = f"a row of {table.name} is written without the version that guards it"
                raise BrokenDecision(message)

    def _balance(self, account: Account) -> int:
        row = cast("AccountRow | None", self.state.rows[_ACCOUNTS].get((account.id,)))
        return row.balance if row is not None else 0

    def _move(self, account: Account, amount: int, cause_id: str) -> None:
        if account.mode == _PLATFORM:
            self._movement(account, self.slot).fold(amount)
            return
        movement = self._movement(account, 0)
        movement.post(amount, cause_id)
        rows = self.state.rows[_ACCOUNTS]
        row = cast("AccountRow | None", rows.get((account.id,)))
        if row is None:
            if (account.id,) not in self.state.needs.rows[_ACCOUNTS]:
                return
            row = AccountRow(*account, 0, 0, 0, 0, 0, 0)
        rows[account.id,] = row._replace(balance=row.balance + amount, entries=row.entries + 1)

    def _movement(self, account: Account, slot: int) -> Movement:
        movement = self.movements.get(account.id)
        if movement is None:
            read = cast("AccountRow | None", self.state.read[_ACCOUNTS].get((account.id,)))
            slotted = account_id(PLATFORM_ID, account.purpose, account.asset, slot) if slot else account.id
            movement = self.movements[account.id] = Movement(account, slotted, slot, read)
        return movement

    def _touch(self, touched: Account | str) -> None:
        if isinstance(touched, str):
            self.touched.add(touched)
        else:
            self._movement(touched, 0)

    def _write(self, table: AnyTable, row: tuple[object, ...]) -> None:
        if table.mode is Mode.APPEND:
            self.appended[table].append(row)
            self.state.rows[table][row[: table.key_length]] = row
        elif table.mode is Mode.GUARD:
            self.state.change(table, row)
            self.guarded[table].add(row[: table.key_length])
        else:
            self._sum(table, row)

    def _sum(self, table: AnyTable, row: tuple[object, ...]) -> None:
        key = row[: table.key_length]
        indexes = [table.indexes[name] for name in table.mutable]
        before = self.summed[table].get(key)
        total = row if before is None else _added(before, row, indexes)
        self.summed[table][key] = total
        if table.mode is Mode.TAKE:
            deltas = tuple(cast("int", total[index]) for index in indexes)
            lows = self.lows[table].get(key, (0,) * len(indexes))
            self.lows[table][key] = tuple(map(min, lows, deltas))
        rows = self.state.rows[table]
        known = rows.get(key)
        if known is not None:
            rows[key] = _added(known, row, indexes)
        elif key in self.state.needs.rows[table]:
            rows[key] = row

    def event_rows(self, heads: Mapping[str, int]) -> dict[str, list[EventRow]]:
        """
        Return the events with their offsets.

        Args:
            heads: the head of each stream after the batch.
        """
        now = self.state.now
        return {
            stream_id: [
                EventRow(stream_id, heads[stream_id] - len(events) + place, event.kind, cause_id, event.payload, now)
                for place, (event, cause_id) in enumerate(events, start=1)
            ]
            for stream_id, events in self.events.items()
        }


def postings_text(postings: Sequence[Posting]) -> str:
    """Return postings as they are stored: `[[account, asset, amount], …]`, the platform's accounts by purpose."""
    return orjson.dumps(
        [
            (account.purpose if account.mode == _PLATFORM else account.id, account.asset, amount)
            for account, amount in postings
        ]
    ).decode()


def _added(before: tuple[object, ...], row: tuple[object, ...], indexes: Sequence[int]) -> tuple[object, ...]:
    values = list(before)
    for index in indexes:
        values[index] = cast("int", before[index]) + cast("int", row[index])
    maker = getattr(type(before), "_make", tuple)
    return cast("tuple[object, ...]", maker(values))
