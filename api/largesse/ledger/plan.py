"""
What a batch will write: the decisions of its deeds, checked and netted so that each row is written once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, cast

import orjson

from largesse.ledger.account import ACCOUNTS, PLATFORM_ID, AccountMode, AccountRow
from largesse.ledger.account import account_id as account_id_of
from largesse.ledger.movement import Movement
from largesse.ledger.rows import EventRow, KeyRow, TransferRow
from largesse.ledger.table import Mode

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from largesse.ledger.account import Account
    from largesse.ledger.deed import Decision, Deed, Event, PlatformLegs
    from largesse.ledger.state import BatchState
    from largesse.ledger.table import AnyTable, Key

_WALLET = AccountMode.WALLET.value
_PLATFORM = AccountMode.PLATFORM.value
_BALANCE = ACCOUNTS.indexes["balance"]
_ZEROS = (0,) * 16
# Looked up once: a member of an enum costs a call on the way of every row.
_APPEND, _GUARD, _TAKE = Mode.APPEND, Mode.GUARD, Mode.TAKE


class BrokenDecision(AssertionError):
    """A deed decided what no deed may: a mistake of ours, and nothing of it is written."""


class TornPlan(Exception):
    """A decision broke while it was taken in, and half of it is among the writes of its batch."""


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
        self._movements: dict[str, Movement] = {}
        self._legs: Counter[PlatformLegs] = Counter()
        self.events: dict[str, list[tuple[Event, str]]] = defaultdict(list)
        self.opened: dict[str, str] = {}
        self.touched: set[str] = set()
        self.consulted: set[tuple[AnyTable, Key]] = set()

    @property
    def writes(self) -> bool:
        """Whether the database has to be asked at all."""
        return bool(self.keys or self.probes)

    @property
    def movements(self) -> dict[str, Movement]:
        """What the batch does to each account that it moves or touches, by the account's identifier."""
        for legs, times in self._legs.items():
            for account, amount in legs.postings:
                self._movement(account).fold(amount * times)
        self._legs.clear()
        return self._movements

    @property
    def numbers(self) -> dict[str, int]:
        """The number of the last entry of each wallet that the batch moves, by account, once it is committed."""
        # A wallet is written at the version that was read: nobody else has entered anything meanwhile.
        return {
            account_id: movement.count + (movement.read.entries if movement.read is not None else 0)
            for account_id, movement in self._movements.items()
            if movement.account.mode == _WALLET and movement.count
        }

    def accept(self, deed: Deed, decision: Decision) -> KeyRow:
        """
        Take a decision into the batch.

        Returns:
            The key's row, with the result as it is stored.

        Raises:
            BrokenDecision: it is not balanced, falls below a floor, or writes what it does not guard.
            TornPlan: it broke halfway, so that the whole batch has to be decided anew without it.
        """
        named = self.state.needs.rows[ACCOUNTS]
        guarding = self._checked_postings(decision, named)
        self._check_guards(decision, guarding, named)
        # What may well fail comes before what changes the batch: half a deed must not be committed with its mates.
        key, transfer = self._recorded(deed, decision)
        try:
            self._take_in(deed, decision)
        except Exception as fault:
            raise TornPlan from fault
        self.keys.append(key)
        if transfer is not None:
            self.transfers.append(transfer)
        return key

    def _take_in(self, deed: Deed, decision: Decision) -> None:
        self.consulted |= self.state.consulted
        for posting in decision.postings:
            self._move(posting.account, posting.amount, deed.id)
        if decision.legs is not None:
            self._legs[decision.legs] += 1
        for touched in decision.touches:
            if isinstance(touched, str):
                self.touched.add(touched)
            else:
                self._movement(touched)
        for stream_id, kind in decision.opens:
            self.opened[stream_id] = kind
        for table, row in decision.writes:
            self._write(table, row)
        for event in decision.events:
            self.events[event.stream_id].append((event, deed.id))

    def _recorded(self, deed: Deed, decision: Decision) -> tuple[KeyRow, TransferRow | None]:
        now = self.state.now
        transfer = None
        if decision.postings or decision.legs is not None:
            text = decision.postings_text()
            reverses_id = decision.reverses_id
            transfer = TransferRow(deed.id, self.batch_id, deed.caller_id, deed.operation, reverses_id, text, now)
        result = orjson.dumps(decision.result).decode()
        return KeyRow(deed.caller_id, deed.key, deed.fingerprint, deed.operation, deed.id, result, now), transfer

    def _checked_postings(self, decision: Decision, named: Container[Key]) -> set[str]:
        """Return the wallets that the postings move, having checked that they balance and keep to the floors."""
        sums: dict[str, int] = dict(decision.legs.sums) if decision.legs is not None else {}
        balances: dict[str, int] = {}
        wallets: set[str] = set()
        for account, amount in decision.postings:
            asset, mode = account.asset, account.mode
            sums[asset] = sums.get(asset, 0) + amount
            if mode == _PLATFORM:
                continue
            account_id = account.id
            if mode == _WALLET:
                wallets.add(account_id)
                if (account_id,) not in named:
                    raise BrokenDecision("a wallet is moved that the deed did not name")
            balance = balances[account_id] = balances.get(account_id, self._balance(account_id)) + amount
            if balance < 0 and (mode == _WALLET or amount < 0):
                raise BrokenDecision(f"account {account.purpose}/{asset} would fall to {balance}")
        if any(sums.values()):
            raise BrokenDecision(f"the postings do not balance: {sums}")
        return wallets

    def _check_guards(self, decision: Decision, guarding: set[str], named: Container[Key]) -> None:
        for touched in decision.touches:
            if isinstance(touched, str):
                guarding.add(touched)
            elif (touched.id,) in named:
                guarding.add(touched.id)
            else:
                raise BrokenDecision("a wallet is touched that the deed did not name")
        if decision.opens:
            guarding.update(stream_id for stream_id, _ in decision.opens)
        for table, row in decision.writes:
            index = table.cover_index
            if index is not None and row[index] not in guarding:
                raise BrokenDecision(f"a row of {table.name} is written without the version that guards it")

    def _balance(self, account_id: str) -> int:
        row = self.state.rows[ACCOUNTS].get((account_id,))
        return row[_BALANCE] if row is not None else 0  # type: ignore[return-value]  # the field is an integer

    def _move(self, account: Account, amount: int, cause_id: str) -> None:
        movement = self._movements.get(account.id) or self._movement(account)
        if movement.slot is not None:
            movement.fold(amount)
            return
        movement.post(amount, cause_id)
        rows = self.state.rows[ACCOUNTS]
        place = (account.id,)
        row = rows.get(place)
        if row is not None:
            # Built whole: on the way of every gift, `_replace` would cost three times as much.
            head, rest = row[:_BALANCE], row[_BALANCE + 2 :]
            rows[place] = AccountRow._make((*head, row[_BALANCE] + amount, row[_BALANCE + 1] + 1, *rest))  # type: ignore[operator]  # both are integers
        elif place in self.state.needs.rows[ACCOUNTS]:
            rows[place] = AccountRow(*account, 0, 0, amount, 1, 0, 0)

    def _movement(self, account: Account) -> Movement:
        movement = self._movements.get(account.id)
        if movement is None:
            read = cast("AccountRow | None", self.state.read[ACCOUNTS].get((account.id,)))
            slot = self.slot if account.mode == _PLATFORM else None
            row_id = account_id_of(PLATFORM_ID, account.purpose, account.asset, slot) if slot else account.id
            movement = self._movements[account.id] = Movement(account, row_id, slot, read)
        return movement

    def _write(self, table: AnyTable, row: tuple[object, ...]) -> None:
        mode = table.mode
        if mode is _GUARD:
            self.state.change(table, row)
            self.guarded[table].add(row[: table.key_length])
        elif mode is _APPEND:
            self.appended[table].append(row)
            if table in self.state.needs.rows:
                self.state.rows[table][row[: table.key_length]] = row
        else:
            self._sum(table, row)

    def _sum(self, table: AnyTable, row: tuple[object, ...]) -> None:
        key = row[: table.key_length]
        indexes = table.mutable_indexes
        summed = self.summed[table]
        before = summed.get(key)
        total = summed[key] = row if before is None else _added(before, row, indexes)
        if table.mode is _TAKE:
            deltas = [total[index] for index in indexes]
            lows = self.lows[table].get(key, _ZEROS[: len(indexes)])
            self.lows[table][key] = tuple(map(min, lows, deltas))  # type: ignore[arg-type]  # summed fields are integers
        if key in self.state.needs.rows.get(table, ()):
            rows = self.state.rows[table]
            known = rows.get(key)
            rows[key] = row if known is None else _added(known, row, indexes)

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


def _added(before: tuple[object, ...], row: tuple[object, ...], indexes: tuple[int, ...]) -> tuple[object, ...]:
    values = list(before)
    for index in indexes:
        values[index] = cast("int", before[index]) + cast("int", row[index])
    maker = getattr(type(before), "_make", tuple)
    return cast("tuple[object, ...]", maker(values))
