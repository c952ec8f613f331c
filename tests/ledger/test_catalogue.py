"""
The database's own catalogue: on both it has the tables that the code declares, column by column in their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.database.address import Address, Dialect, address_of, sqlite_at
from largesse.database.executor import open_executor
from largesse.database.migration import migrate
from largesse.ledger.store.postgresql.definition import Definition
from largesse.ledger.store.sections import sections_of
from largesse.ledger.table import Kind, Mode
from largesse.tables import TABLES
from tests.database.structure import structure_of
from tests.ledger.books import OWN

if TYPE_CHECKING:
    from pathlib import Path

    from largesse.ledger.table import AnyTable

DECLARED: tuple[AnyTable, ...] = (*OWN, *TABLES)
KINDS = {
    Dialect.SQLITE: {Kind.ID: "text", Kind.INT: "integer", Kind.TEXT: "text", Kind.BOOL: "integer"},
    Dialect.POSTGRESQL: {Kind.ID: "uuid", Kind.INT: "bigint", Kind.TEXT: "text", Kind.BOOL: "boolean"},
}


@pytest.fixture(params=["sqlite", "postgresql"])
async def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """A database as `largesse migrate` leaves it, once on each."""
    if request.param == "sqlite":
        address = sqlite_at(tmp_path / "largesse.db")
    else:
        address = address_of(request.getfixturevalue("postgresql_dsn"))
    await migrate(address)
    return address


async def test_the_tables_are_those_that_are_declared_with_their_columns_in_order(migrated: Address) -> None:
    found = await structure_of(migrated)
    assert set(found) == {table.name for table in DECLARED} | {"migration"}
    kinds = KINDS[migrated.dialect]
    for table in DECLARED:
        columns = [(column.name, column.declared, column.nullable) for column in found[table.name].columns]
        assert columns == [(column.name, kinds[column.kind], column.nullable) for column in table.columns], table.name
        assert found[table.name].primary_key == tuple(column.name for column in table.key), table.name


async def test_both_databases_agree_on_columns_keys_checks_and_indexes(tmp_path: Path, postgresql_dsn: str) -> None:
    file = sqlite_at(tmp_path / "largesse.db")
    server = address_of(postgresql_dsn)
    for address in (file, server):
        await migrate(address)
    left, right = await structure_of(file), await structure_of(server)
    assert set(left) == set(right)
    booleans = {(table.name, column.name) for table in DECLARED for column in table.columns if column.kind is Kind.BOOL}
    for name in left:
        here, there = left[name], right[name]
        assert here.columns == there.columns, name
        assert here.primary_key == there.primary_key, name
        assert here.foreign_keys == there.foreign_keys, name
        indexes = {(index.columns, index.unique, index.where.replace(" = 1", "")) for index in here.indexes}
        assert indexes == {(index.columns, index.unique, index.where) for index in there.indexes}, name
        # A boolean is 0 or 1 where there is no boolean: that check alone has no counterpart.
        spare = {f"{column} in 0,1" for table, column in booleans if table == name}
        assert _meant(here.checks) - spare == _meant(there.checks) - spare, name


async def test_history_is_guarded_by_triggers_in_the_file(tmp_path: Path) -> None:
    file = sqlite_at(tmp_path / "largesse.db")
    await migrate(file)
    found = await structure_of(file)
    for table in DECLARED:
        guards = {f"{table.name}_refuse_update", f"{table.name}_refuse_delete"}
        expected = guards if table.mode is Mode.APPEND and not table.erasable else set()
        assert found[table.name].triggers == expected, table.name


async def test_the_file_is_strict(tmp_path: Path) -> None:
    file = sqlite_at(tmp_path / "largesse.db")
    await migrate(file)
    async with open_executor(file, read_only=True) as executor:
        loose = await executor.rows("SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict")
    assert {str(name) for (name,) in loose if not str(name).startswith("sqlite_")} <= {"migration", "postings"}


async def test_the_write_function_can_be_defined_again_and_by_several_releases(postgresql_dsn: str) -> None:
    address = address_of(postgresql_dsn)
    await migrate(address)
    releases = [Definition(TABLES), Definition(TABLES[:-1])]
    assert len({release.function for release in releases}) == 2
    async with open_executor(address) as executor:
        for release in (*releases, *releases):
            for statement in release.statements():
                await executor.run(statement)
        rows = await executor.rows("SELECT proname::text FROM pg_proc WHERE proname LIKE 'largesse_write_%' ORDER BY 1")
    assert [name for (name,) in rows] == sorted(release.function for release in releases)


def test_sections_stand_in_the_order_of_locks() -> None:
    sections = sections_of(TABLES)
    names = [section.name for section in sections]
    assert names[:2] == ["keys_probe", "keys_new"]
    assert len(set(names)) == len(names)
    order = ["accounts_move", "lots_set", "limits_set", "holds_set", "buckets_sum", "earnings_move", "platform_move"]
    order += ["rooms_set", "streams_move", "transfers_append", "entries_entries", "events_events"]
    places = [names.index(name) for name in order]
    assert places == sorted(places)


def test_two_tables_of_one_rank_or_name_are_refused() -> None:
    with pytest.raises(ValueError, match="one rank or one name"):
        sections_of((*TABLES, TABLES[0]))


def _meant(checks: frozenset[str]) -> set[str]:
    return {check.replace(" = 1", "").replace("between 0 and", ">= 0 and") for check in checks}
