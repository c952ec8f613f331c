"""
Rows remembered between batches: a cache in front of the read, never a source of truth.

What it says is checked by the write like anything else that was read, and a refusal is decided on the database's
own rows. Rows are remembered in groups, by the account or stream whose version guards them: when that has moved,
all that it guarded is forgotten with it. Two generations of groups bound the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from largesse.ledger.account import ACCOUNTS, AccountMode, AccountRow
from largesse.ledger.rows import KEYS, STREAMS, StreamRow
from largesse.ledger.state import BatchNeeds, BatchState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from largesse.ledger.batch import Verdict
    from largesse.ledger.plan import Plan
    from largesse.ledger.table import AnyTable, Key

Row = tuple[object, ...]
_UNKNOWN: Row = ()
"""What stands for a row of which nothing is known, not even whether it is there."""
_WALLET = AccountMode.WALLET.value
GROUPS = 20_000
"""How many groups a generation holds."""
GROUP_ROWS = 20_000
"""How many rows a group holds: a room with more senders than that is read anew."""


def readable(missing: BatchNeeds) -> bool:
    """Return whether anything but keys has to be read; a key that was used before is found by the write."""
    return any(keys for table, keys in missing.rows.items() if table is not KEYS) or any(missing.ranges.values())


def refuses(verdict: Verdict) -> bool:
    """Return whether a deed of the batch was refused, which is decided on the database's own rows alone."""
    return any(isinstance(outcome, Exception) for outcome in verdict.outcomes)


class _Range(NamedTuple):
    keys: list[Key]
    cut: bool


class _Group:
    """What one account or stream guards: rows, or that there is none, and ranges."""

    __slots__ = ("ranges", "rows")

    def __init__(self) -> None:
        self.rows: dict[tuple[AnyTable, Key], Row | None] = {}
        self.ranges: dict[AnyTable, _Range] = {}


class Memory:
    """
    What a node remembers of wallets and rooms.

    Args:
        size: groups in each of two generations.
    """

    def __init__(self, size: int = GROUPS) -> None:
        self._size = size
        self._young: dict[str, _Group] = {}
        self._old: dict[str, _Group] = {}
        self.summed: set[object] = set()
        """Summed rows that are there, and will be for ever: accounts by identifier, others by (table's name, key)."""

    def recall(self, state: BatchState) -> BatchNeeds:
        """
        Put what is remembered of a batch's needs into its state.

        Returns:
            What has to be read: rows and ranges that are not remembered.
        """
        missing = state.missing = BatchNeeds()
        groups: dict[object, _Group | None] = {}
        for table, keys in state.needs.rows.items():
            cover_index = _cover_index(table)
            if cover_index is None:
                missing.rows[table].update(keys)
                continue
            unknown: list[Key] = []
            read, rows = state.read[table], state.rows[table]
            for key in keys:
                cover = key[cover_index]
                group = groups[cover] if cover in groups else groups.setdefault(cover, self._found(cover, state))
                row = group.rows.get((table, key), _UNKNOWN) if group is not None else _UNKNOWN
                if row is _UNKNOWN:
                    unknown.append(key)
                elif row is not None:
                    read[key] = rows[key] = row
            if unknown:
                missing.rows[table] = dict.fromkeys(unknown)
        for table, limits in state.needs.ranges.items():
            for owner, limit in limits.items():
                group = groups.get(owner) or self._find(owner)
                if group is None or not _recall_range(state, table, owner, limit, group):
                    missing.ranges[table][owner] = limit
        return missing

    def learn(self, plan: Plan) -> None:
        """Take in what a batch has read and written, where its write has checked the version that guards it."""
        groups = {cover: self._group(cover, fresh=cover in plan.state.fresh) for cover in _verified(plan)}
        for table, were_read in plan.state.missing.rows.items():
            cover_index = _cover_index(table)
            if cover_index is not None:
                rows = plan.state.rows[table]
                for key in were_read:
                    group = groups.get(cast("str", key[cover_index]))
                    if group is not None:
                        group.rows[table, key] = rows.get(key)
        for cover, row in _moved(plan):
            if row is None:
                self._drop(cover)
            else:
                groups[cover].rows[ACCOUNTS if isinstance(row, AccountRow) else STREAMS, (cover,)] = row
        _learn_ranges(plan, groups, _learn_written(plan, groups))
        for cover, group in groups.items():
            if len(group.rows) > GROUP_ROWS or not _is_guarded(cover, group):
                self._drop(cover)

    def learn_summed(self, plan: Plan) -> None:
        """Take in which summed rows are there, now that the batch is committed."""
        if len(self.summed) > self._size:
            self.summed.clear()
        self.summed.update(movement.row_id for movement in plan.movements.values())
        self.summed.update((table.name, key) for table, rows in plan.summed.items() for key in rows)

    def forget(self, needs: BatchNeeds) -> None:
        """Forget whatever a batch has named, since some of it has moved."""
        for table, keys in needs.rows.items():
            cover_index = _cover_index(table)
            if cover_index is not None:
                for key in keys:
                    self._drop(cast("str", key[cover_index]))

    def _found(self, cover: object, state: BatchState) -> _Group | None:
        group = self._find(cast("str", cover))
        if group is None:
            state.fresh.add(cast("str", cover))
        return group

    def _find(self, cover: str) -> _Group | None:
        group = self._young.get(cover)
        if group is None:
            group = self._old.pop(cover, None)
            if group is not None:
                self._keep(cover, group)
        return group

    def _group(self, cover: str, *, fresh: bool) -> _Group:
        group = None if fresh else self._find(cover)
        if group is None:
            group = _Group()
            self._keep(cover, group)
        return group

    def _keep(self, cover: str, group: _Group) -> None:
        if len(self._young) >= self._size:
            self._old = self._young
            self._young = {}
        self._young[cover] = group

    def _drop(self, cover: str) -> None:
        self._young.pop(cover, None)
        self._old.pop(cover, None)


def _cover_index(table: AnyTable) -> int | None:
    """Return which field of a key names the group of its row; None for a table that is not remembered."""
    if table is ACCOUNTS or table is STREAMS:
        return 0
    index = table.cover_index
    return index if index is not None and index < table.key_length else None


def _recall_range(state: BatchState, table: AnyTable, owner: str, limit: int, group: _Group) -> bool:
    found = group.ranges.get(table)
    if found is None or (found.cut and len(found.keys) < limit):
        return False
    for key in found.keys:
        state.remember(table, cast("Row", group.rows[table, key]))
    state.remember_keys(table, owner, list(found.keys), cut=found.cut)
    return True


def _verified(plan: Plan) -> set[str]:
    """Return the wallets and streams whose version the write has checked."""
    accounts = {key[0] for key in plan.state.needs.rows[ACCOUNTS]}
    streams = {key[0] for key in plan.state.needs.rows[STREAMS]}
    consulted = {key[0] for table, key in plan.consulted if table is ACCOUNTS or table is STREAMS}
    return cast("set[str]", ((accounts & plan.movements.keys()) | (accounts | streams) & consulted))


def _is_guarded(cover: str, group: _Group) -> bool:
    """Return whether a version tells when a group is out of date: earnings move without one, absent rows have none."""
    account = cast("AccountRow | None", group.rows.get((ACCOUNTS, (cover,))))
    if account is not None:
        return account.mode == _WALLET
    return group.rows.get((STREAMS, (cover,))) is not None


def _moved(plan: Plan) -> Iterator[tuple[str, AccountRow | StreamRow | None]]:
    """Return the wallets and streams that the write has moved, as they stand now; None where that is not known."""
    rows = plan.state.rows
    for account_id, movement in plan.movements.items():
        if movement.account.mode == _WALLET:
            account = cast("AccountRow | None", rows[ACCOUNTS].get((account_id,)))
            before = movement.read.version if movement.read is not None else 0
            yield account_id, account._replace(version=before + 1) if account is not None else None
    for stream_id in plan.touched:
        stream = cast("StreamRow | None", rows[STREAMS].get((stream_id,)))
        if stream is None or (STREAMS, (stream_id,)) not in plan.consulted:
            yield stream_id, None
        else:
            yield stream_id, stream._replace(state_version=stream.state_version + 1)


def _learn_written(plan: Plan, groups: dict[str, _Group]) -> set[tuple[AnyTable, str]]:
    """
    Take in rows that were written, named or not; a range that one joined unseen is forgotten.

    Returns:
        The ranges, by table and owner, that a row has joined or left.
    """
    changed: set[tuple[AnyTable, str]] = set()
    for table, written in plan.guarded.items():
        index = table.cover_index
        if index is None:
            continue
        named = plan.state.needs.ranges.get(table, {})
        rows, read = plan.state.rows[table], plan.state.read[table]
        open_index = table.indexes[table.range_open] if table.range_open is not None else None
        for key in written:
            row = rows[key]
            cover = cast("str", row[index])
            group = groups.get(cover)
            if group is None:
                continue
            if open_index is None:
                group.rows[table, key] = row
                continue
            if row[open_index]:
                group.rows[table, key] = row
            else:
                # Nothing asks for it any more, and a wallet leaves such rows behind with every combo.
                group.rows.pop((table, key), None)
            if cover not in named:
                group.ranges.pop(table, None)
            elif key not in read or not row[open_index]:
                changed.add((table, cover))
    return changed


def _learn_ranges(plan: Plan, groups: dict[str, _Group], changed: set[tuple[AnyTable, str]]) -> None:
    """Take in the ranges that were read or have changed: the keys of the rows that are open, in order."""
    state = plan.state
    read = {(table, owner) for table, owners in state.missing.ranges.items() for owner in owners}
    for table, owner in read | changed:
        group = groups.get(owner)
        if group is None:
            continue
        rows = state.rows[table]
        open_index = table.indexes[table.range_open or ""]
        in_order, cut = state.range_of(table, owner)
        keys = [key for key in in_order if rows[key][open_index]]
        group.rows.update({(table, key): rows[key] for key in keys})
        group.ranges[table] = _Range(keys, cut)
