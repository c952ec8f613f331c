"""
Fill the sections of a write with the rows of a plan, sorted so that every node locks in one order.
"""

from __future__ import annotations

from functools import cache
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, cast

from largesse.ledger.account import ACCOUNTS, AccountMode, AccountRow
from largesse.ledger.rows import STREAMS, StreamRow

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping

    from largesse.ledger.movement import Movement
    from largesse.ledger.plan import Plan
    from largesse.ledger.table import AnyTable, Key

_WALLET, _EARNINGS, _PLATFORM = (
    mode.value for mode in (AccountMode.WALLET, AccountMode.EARNINGS, AccountMode.PLATFORM)
)
_row_id = attrgetter("row_id")
Row = tuple[object, ...]
Filled = dict[str, list[Row]]


def fill(plan: Plan, known: Container[object] = ()) -> Filled:
    """
    Return the rows of every section that has any, by the section's name.

    Args:
        plan: what the batch decided.
        known: summed rows that are certainly there: accounts by identifier, others by (table's name, key).
    """
    filled: Filled = {
        "keys_probe": sorted(set(plan.probes)),
        "keys_new": sorted(plan.keys),
        "transfers_append": cast("list[Row]", plan.transfers),
    }
    _fill_accounts(plan, filled)
    _fill_streams(plan, filled)
    for table, rows in plan.appended.items():
        filled[f"{table.name}_append"] = rows
    for table, keys in plan.guarded.items():
        _fill_guarded(plan, table, keys, filled)
    for table, sums in plan.summed.items():
        _fill_summed(plan, table, sums, filled, known)
    for table in {table for table, _ in plan.consulted} - {ACCOUNTS, STREAMS}:
        written: Container[Key] = plan.guarded.get(table, ())
        filled[f"{table.name}_check"] = sorted(_checks(plan, table, written))
    for name in ("earnings_ensure", "platform_ensure"):
        filled[name] = [row for row in filled[name] if row[0] not in known]
    return {name: rows for name, rows in filled.items() if rows}


def _fill_accounts(plan: Plan, filled: Filled) -> None:
    new: dict[str, list[Row]] = {_WALLET: [], _EARNINGS: [], _PLATFORM: []}
    moves: dict[str, list[Row]] = {_WALLET: [], _EARNINGS: [], _PLATFORM: []}
    entries: list[Row] = []
    for movement in sorted(plan.movements.values(), key=_row_id):
        mode = movement.account.mode
        if mode == _PLATFORM:
            new[mode].append(_new_account(movement, floor=None))
            if movement.delta:
                moves[mode].append((movement.row_id, movement.delta, 0, 1, 0, None))
        else:
            if movement.read is None:
                new[mode].append(_new_account(movement, floor=0))
            moves[mode].append(_move(plan, movement, guarded=mode == _WALLET))
        entries += movement.entries(plan.batch_id)
    filled["accounts_new"], filled["accounts_move"] = new[_WALLET], moves[_WALLET]
    filled["earnings_ensure"], filled["earnings_move"] = new[_EARNINGS], moves[_EARNINGS]
    filled["platform_ensure"], filled["platform_move"] = new[_PLATFORM], moves[_PLATFORM]
    filled["entries_entries"] = entries
    filled["accounts_check"] = sorted(_checks(plan, ACCOUNTS, {(account_id,) for account_id in plan.movements}))


def _new_account(movement: Movement, floor: int | None) -> Row:
    return AccountRow(movement.row_id, *movement.account[1:], movement.slot or 0, floor, 0, 0, 0, 0)


def _move(plan: Plan, movement: Movement, *, guarded: bool) -> Row:
    version: int | None = movement.read.version if movement.read is not None else 0
    if not guarded and (ACCOUNTS, (movement.row_id,)) not in plan.consulted:
        version = None
    return movement.row_id, movement.delta, movement.low, movement.count, int(guarded), version


def _checks(plan: Plan, table: AnyTable, written: Container[Key]) -> Iterator[Row]:
    """Return the keys and versions of rows that a decision rests on and that the batch does not write."""
    version = table.indexes["state_version" if table is STREAMS else "version"]
    read = plan.state.read[table]
    for consulted, key in plan.consulted:
        if consulted is table and key not in written and (row := read.get(key)) is not None:
            yield *key, row[version]


def _fill_streams(plan: Plan, filled: Filled) -> None:
    read = plan.state.read[STREAMS]
    filled["streams_new"] = sorted(
        StreamRow(stream_id, kind, 1, len(plan.events.get(stream_id, ())), 1) for stream_id, kind in plan.opened.items()
    )
    moved = {*plan.events, *plan.touched} - plan.opened.keys()
    moves: list[Row] = []
    for stream_id in sorted(moved):
        row = cast("StreamRow | None", read.get((stream_id,)))
        consulted = (STREAMS, (stream_id,)) in plan.consulted
        version = (row.state_version if row is not None else 0) if consulted else None
        moves.append((stream_id, len(plan.events.get(stream_id, ())), int(stream_id in plan.touched), version))
    filled["streams_move"] = moves
    filled["streams_check"] = sorted(_checks(plan, STREAMS, {(stream_id,) for stream_id in (*moved, *plan.opened)}))
    filled["events_events"] = [
        (stream_id, len(events) - place, event.kind, cause_id, event.payload, plan.state.now)
        for stream_id, events in sorted(plan.events.items())
        for place, (event, cause_id) in enumerate(events, start=1)
    ]


def _fill_guarded(plan: Plan, table: AnyTable, keys: set[Key], filled: Filled) -> None:
    read = plan.state.read[table]
    rows = plan.state.rows[table]
    pick = _picker(table)
    new: list[Row] = []
    changed: list[Row] = []
    for key in sorted(keys):
        row = rows[key]
        before = read.get(key)
        if before is None:
            new.append((*row[:-1], 1) if table.versioned else row)
        elif table.versioned:
            changed.append((*key, *pick(row), before[-1]))
        else:
            changed.append((*key, *pick(row)))
    filled[f"{table.name}_new"] = new
    filled[f"{table.name}_set"] = changed


@cache
def _picker(table: AnyTable) -> Callable[[Row], Row]:
    """Return what takes the mutable fields out of a row: two or more of them in one step, as most tables have."""
    indexes = table.mutable_indexes
    return itemgetter(*indexes) if len(indexes) > 1 else lambda row: tuple(row[index] for index in indexes)


def _fill_summed(
    plan: Plan, table: AnyTable, summed: Mapping[Key, Row], filled: Filled, known: Container[object]
) -> None:
    indexes = table.mutable_indexes
    ensured: list[Row] = []
    sums: list[Row] = []
    for key, row in sorted(summed.items()):
        if (table.name, key) not in known:
            ensured.append(tuple(0 if index in indexes else value for index, value in enumerate(row)))
        deltas = [row[index] for index in indexes]
        sums.append((*key, *deltas, *plan.lows[table].get(key, ())))
    filled[f"{table.name}_ensure"] = ensured
    filled[f"{table.name}_sum"] = sums
