"""
What a batch has read, as its deeds change it one after another.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, cast

from largesse.ledger.account import ACCOUNTS, AccountRow
from largesse.ledger.rows import STREAMS, StreamRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from largesse.clock import Instant
    from largesse.ledger.account import Account
    from largesse.ledger.table import AnyTable, Key, R_co, Table

RANGE_ROWS = 4
"""Rows of a range that are read at first; a wallet rarely holds more lots that are open."""


class NeedMore(Exception):
    """A range did not suffice: the batch is read again with more of it."""

    def __init__(self, table: AnyTable, owner_id: str, limit: int) -> None:
        super().__init__(table.name, owner_id)
        self.table = table
        self.owner_id = owner_id
        self.limit = limit


class BatchNeeds:
    """The rows that the deeds of a batch name, each once."""

    def __init__(self, limits: dict[tuple[str, str], int] | None = None) -> None:
        self.rows: dict[AnyTable, dict[Key, None]] = defaultdict(dict)
        self.ranges: dict[AnyTable, dict[str, int]] = defaultdict(dict)
        self.guards: dict[object, tuple[AnyTable, Key]] = {}
        """The accounts and streams that were named, whose versions guard other rows, by identifier."""
        self._limits = limits or {}

    def row(self, table: AnyTable, *key: object) -> None:
        """Name a row of a declared table by its key."""
        self.rows[table][key] = None

    def wallet(self, account: Account) -> None:
        """Name a person's account with its balance and version."""
        key = (account.id,)
        self.rows[ACCOUNTS][key] = None
        self.guards[account.id] = ACCOUNTS, key

    def stream(self, stream_id: str) -> None:
        """Name a stream, for the version of its owner's state."""
        key = (stream_id,)
        self.rows[STREAMS][key] = None
        self.guards[stream_id] = STREAMS, key

    def range(self, table: AnyTable, owner_id: str) -> None:
        """Name the next open rows of an owner, in the table's order."""
        self.ranges[table][owner_id] = self._limits.get((table.name, owner_id), RANGE_ROWS)


class BatchState:
    """The rows that were read, and over them what the batch has changed so far."""

    def __init__(self, now: Instant, needs: BatchNeeds) -> None:
        self.now = now
        self.needs = needs
        self.read: dict[AnyTable, dict[Key, tuple[object, ...]]] = defaultdict(dict)
        self.rows: dict[AnyTable, dict[Key, tuple[object, ...]]] = defaultdict(dict)
        self.consulted: set[tuple[AnyTable, Key]] = set()
        self.fresh: set[str] = set()
        """The wallets and streams of which nothing was remembered."""
        self.missing = needs
        """What was named and had to be read, since it was not remembered."""
        self._ranges: dict[AnyTable, dict[str, list[Key]]] = defaultdict(dict)
        self._cut: set[tuple[str, str]] = set()

    def remember(self, table: AnyTable, row: tuple[object, ...]) -> None:
        """Take in a row as it was read."""
        key = row[: table.key_length]
        self.read[table][key] = row
        self.rows[table][key] = row

    def remember_range(self, table: AnyTable, rows: Sequence[tuple[object, ...]], limits: Mapping[str, int]) -> None:
        """
        Take in the rows of ranges of a table, in any order.

        Args:
            table: the table.
            rows: the rows of all owners.
            limits: how many rows were read at most, by owner.
        """
        keys: dict[str, list[Key]] = {owner: [] for owner in limits}
        owner_index = table.indexes[table.range_owner or ""]
        for row in rows:
            self.remember(table, row)
            keys[cast("str", row[owner_index])].append(row[: table.key_length])
        known = self.rows[table]
        for owner, limit in limits.items():
            if len(keys[owner]) > 1:
                keys[owner].sort(key=lambda key: self._place(table, known[key]))
            self.remember_keys(table, owner, keys[owner], cut=len(keys[owner]) >= limit)

    def remember_keys(self, table: AnyTable, owner: str, keys: list[Key], *, cut: bool) -> None:
        """Take in the order of a range whose rows are there, and whether there may be more of them."""
        self._ranges[table][owner] = keys
        if cut:
            self._cut.add((table.name, owner))

    def range_of(self, table: AnyTable, owner: str) -> tuple[list[Key], bool]:
        """Return the keys of a range in order, and whether there may be more."""
        return self._ranges[table][owner], (table.name, owner) in self._cut

    def get(self, table: Table[R_co], *key: object) -> R_co | None:
        """
        Return a row, or None where there is none.

        Raises:
            LookupError: the deed reads what it did not name.
        """
        plain: AnyTable = table
        row = self.rows[plain].get(key)
        if row is None and key not in self.needs.rows[plain]:
            message = f"the deed did not name {table.name} {key}"
            raise LookupError(message)
        if table.versioned:
            self.consulted.add((plain, key))
        elif table.cover_index is not None:
            self._consult_cover(plain, key, row)
        return row  # type: ignore[return-value]  # the rows of a table are of its row's type

    def _consult_cover(self, table: AnyTable, key: Key, row: tuple[object, ...] | None) -> None:
        index = table.cover_index or 0
        if row is None and index >= table.key_length:
            return  # Nobody knows what would guard a row that is not there.
        guard = self.needs.guards.get((row if row is not None else key)[index])
        if guard is None:
            message = f"the deed did not name what guards {table.name} {key}"
            raise LookupError(message)
        self.consulted.add(guard)

    def account(self, account: Account) -> AccountRow | None:
        """Return an account that was named, or None if it has no entry yet."""
        return self.get(ACCOUNTS, account.id)

    def stream(self, stream_id: str) -> StreamRow | None:
        """Return a stream that was named."""
        return self.get(STREAMS, stream_id)

    def range(self, table: Table[R_co], owner_id: str) -> list[R_co]:
        """Return the next open rows of an owner, in the table's order."""
        plain: AnyTable = table
        rows = self.rows[plain]
        self.consulted.add((ACCOUNTS, (owner_id,)))
        open_index = plain.indexes[plain.range_open or ""]
        found = [rows[key] for key in self._ranges[plain][owner_id]]
        return [row for row in found if row[open_index]]  # type: ignore[misc]  # the rows of a table are of its row's type

    def more(self, table: AnyTable, owner_id: str) -> None:
        """
        Say that the range did not suffice.

        Raises:
            NeedMore: there may be more rows; without it there are none.
        """
        if (table.name, owner_id) in self._cut:
            raise NeedMore(table, owner_id, self.needs.ranges[table][owner_id])

    def change(self, table: AnyTable, row: tuple[object, ...]) -> None:
        """Put a row over what was read; a new one of a range takes its place in the range's order."""
        key = row[: table.key_length]
        known = self.rows[table]
        if table.range_owner is not None and key not in known:
            self._join(table, key, row)
        known[key] = row

    def _join(self, table: AnyTable, key: Key, row: tuple[object, ...]) -> None:
        owner = cast("str", row[table.indexes[table.range_owner or ""]])
        keys = self._ranges[table].get(owner)
        if keys is None:
            return
        known = self.rows[table]
        place = sum(self._place(table, known[other]) < self._place(table, row) for other in keys)
        if place == len(keys) and (table.name, owner) in self._cut:
            return
        keys.insert(place, key)

    @staticmethod
    def _place(table: AnyTable, row: tuple[object, ...]) -> tuple[int | str, ...]:
        return tuple(cast("int | str", row[table.indexes[name]]) for name in table.range_order)
