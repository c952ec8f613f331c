"""
A state in memory that is as strict as the journal: what was not named cannot be read, what is not guarded not written.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, cast

from largesse.earnings.rows import BUCKETS, BucketRow
from largesse.ledger.account import AccountMode, AccountRow
from largesse.ledger.deed import Applied
from largesse.ledger.rows import StreamRow
from largesse.ledger.table import Mode
from largesse.money import DIAMOND, drawn_share
from largesse.wallets.rows import LOTS, LotRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.clock import Instant
    from largesse.ledger.account import Account
    from largesse.ledger.deed import Decision, Deed, Event, Posting
    from largesse.ledger.table import AnyTable, Key, R, Table

RANGE_ROWS = 2
"""Fewer than the journal reads at first, so that tests meet the second reading."""


class _MoreRows(Exception):
    """The range is to be read again with more rows."""


class MemoryState:
    """Rows of every table, and a journal that decides one deed after another over them."""

    def __init__(self, now: Instant) -> None:
        self.now = now
        self.tables: dict[str, dict[Key, tuple[object, ...]]] = defaultdict(dict)
        self.accounts: dict[str, AccountRow] = {}
        self.streams: dict[str, StreamRow] = {}
        self.events: list[Event] = []
        self.decisions: list[Decision] = []
        self.answered: dict[tuple[str, str], tuple[Deed, Decision]] = {}
        self._named: set[tuple[str, Key]] = set()
        self._range_rows = RANGE_ROWS

    # What a deed sees of it.

    def row(self, table: AnyTable, *key: object) -> None:
        assert len(key) == table.key_length
        self._named.add((table.name, key))

    def wallet(self, account: Account) -> None:
        self._named.add(("accounts", (account.id,)))

    def range(self, table: Table[R], owner_id: str) -> list[R]:
        """Name a range while needs are told; return it while a deed decides."""
        self._named.add((table.name, ("range", owner_id)))
        return cast("list[R]", self._open_rows(cast("AnyTable", table), owner_id)[: self._range_rows])

    def more(self, table: AnyTable, owner_id: str) -> None:
        if len(self._open_rows(table, owner_id)) >= self._range_rows:
            raise _MoreRows

    def get(self, table: Table[R], *key: object) -> R | None:
        assert (table.name, key) in self._named, f"{table.name} {key} was not named"
        return cast("R | None", self.tables[table.name].get(key))

    def account(self, account: Account) -> AccountRow | None:
        assert ("accounts", (account.id,)) in self._named, f"account {account.purpose} was not named"
        return self.accounts.get(account.id)

    def stream(self, stream_id: str) -> StreamRow | None:
        """Name a stream while needs are told; return it while a deed decides."""
        self._named.add(("streams", (stream_id,)))
        return self.streams.get(stream_id)

    # What commits.

    async def submit(self, deed: Deed) -> Applied:
        known = self.answered.get((deed.caller_id, deed.key))
        if known is not None:
            assert known[0].fingerprint == deed.fingerprint
            return Applied(known[0].id, known[1].result, replayed=True, answer=None)
        return self.do(deed)

    def do(self, deed: Deed) -> Applied:
        """Decide a deed and apply what it decides; a refusal leaves everything as it was."""
        if deed.failure is not None:
            raise deed.failure
        self._range_rows = RANGE_ROWS
        while True:
            self._named.clear()
            deed.needs(self)
            try:
                decision = deed.decide(self)
            except _MoreRows:
                self._range_rows *= 2
                continue
            break
        self._apply(decision)
        self.decisions.append(decision)
        self.answered[deed.caller_id, deed.key] = deed, decision
        self.check_books()
        return Applied(deed.id, decision.result, replayed=False, answer=decision.answer)

    def _apply(self, decision: Decision) -> None:
        assert_balanced(decision.every_posting)
        guarding = {posting.account.id for posting in decision.every_posting if posting.account.mode == "wallet"}
        guarding |= {touched if isinstance(touched, str) else touched.id for touched in decision.touches}
        guarding |= {stream_id for stream_id, _ in decision.opens}
        for stream_id, kind in decision.opens:
            self.streams[stream_id] = StreamRow(stream_id, kind, 1, 0, 1)
        for touched in decision.touches:
            if not isinstance(touched, str):
                self._post(touched, 0)
        for account, amount in decision.every_posting:
            assert amount
            assert account.mode != "wallet" or ("accounts", (account.id,)) in self._named
            self._post(account, amount)
        for table, row in decision.writes:
            covered = table.covered_by
            assert covered is None or table.value(row, covered) in guarding, f"{table.name} is written unguarded"
            self._write(table, row)
        for event in decision.events:
            assert event.stream_id in self.streams
            self.events.append(event)

    def _post(self, account: Account, amount: int) -> None:
        row = self.accounts.get(account.id) or AccountRow(*account, 0, 0, 0, 0, 0, 0)
        row = row._replace(balance=row.balance + amount, entries=row.entries + (amount != 0), version=row.version + 1)
        assert account.mode == AccountMode.PLATFORM.value or row.balance >= 0
        self.accounts[account.id] = row

    def _write(self, table: AnyTable, row: tuple[object, ...]) -> None:
        assert isinstance(row, table.row)
        key = row[: table.key_length]
        rows = self.tables[table.name]
        known = rows.get(key)
        if table.mode is Mode.APPEND:
            assert known is None
        elif table.mode is Mode.GUARD:
            fixed = [i for name, i in table.indexes.items() if name not in {*table.mutable, "version"}]
            assert known is None or all(known[i] == row[i] for i in fixed), f"{table.name}: what is fixed has changed"
            assert not table.versioned or row[-1] == (1 if known is None else cast("int", known[-1]) + 1)
        else:
            summed = {table.indexes[name] for name in table.mutable}
            before = known or tuple(0 if i in summed else value for i, value in enumerate(row))
            row = table.row._make(  # type: ignore[attr-defined]  # rows are NamedTuples
                before[i] + value if i in summed else before[i] for i, value in enumerate(row)
            )
            assert all(row[i] >= 0 for i in summed)
        rows[key] = row

    def _open_rows(self, table: AnyTable, owner_id: str) -> list[tuple[object, ...]]:
        order = [table.indexes[name] for name in table.range_order]
        found = [
            row
            for row in self.tables[table.name].values()
            if table.value(row, table.range_owner or "") == owner_id and table.value(row, table.range_open or "")
        ]
        return sorted(found, key=lambda row: [row[i] for i in order])

    # What tests ask.

    def rows(self, table: Table[R]) -> list[R]:
        return cast("list[R]", list(self.tables[table.name].values()))

    def balance(self, account: Account) -> int:
        row = self.accounts.get(account.id)
        return row.balance if row else 0

    def snapshot(self) -> object:
        """Return everything that a deed may leave behind, to compare."""
        tables = {name: dict(rows) for name, rows in self.tables.items() if rows}
        return tables, dict(self.accounts), dict(self.streams), list(self.events), set(self.answered)

    def check_books(self) -> None:
        """Check what `ledger verify` would: lots, buckets and accounts tell the same story."""
        totals: dict[tuple[str, str], int] = defaultdict(int)
        for row in self.accounts.values():
            totals[row.asset, ""] += row.balance
            totals[row.asset, row.purpose] += row.balance
        assert not any(total for (_, purpose), total in totals.items() if not purpose)
        coins: dict[str, int] = defaultdict(int)
        owed: dict[str, int] = defaultdict(int)
        for lot in cast("list[LotRow]", self.rows(LOTS)):
            assert lot.open == (lot.used < lot.quantity)
            coins[lot.wallet_id] += lot.quantity - lot.used
            owed[lot.currency] += drawn_share(lot.cost_units, lot.quantity, lot.used, lot.quantity)
        payable: dict[str, int] = defaultdict(int)
        earned: dict[str, int] = defaultdict(int)
        for bucket in cast("list[BucketRow]", self.rows(BUCKETS)):
            payable[bucket.currency] += bucket.payable_units
            earned[bucket.account_id] += bucket.diamonds
        for row in self.accounts.values():
            if row.purpose == "wallet":
                assert row.balance == coins[row.id]
            if row.asset == DIAMOND and row.purpose == "pending":
                assert row.balance == earned[row.id]
        for currency in {*owed, *payable}:
            assert totals[currency, "coin_liability"] == owed[currency]
            assert totals[currency, "creator_payable"] == payable[currency]


def assert_balanced(postings: Sequence[Posting]) -> None:
    """Assert that legs sum to zero for each asset, one leg an account, none of them zero."""
    sums: dict[str, int] = defaultdict(int)
    for account, amount in postings:
        assert amount
        sums[account.asset] += amount
    assert not any(sums.values())
    assert len({account.id for account, _ in postings}) == len(postings)
