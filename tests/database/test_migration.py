"""
Migrations, on both databases: whole or not at all, once, and never backwards.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
import re
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from largesse.database.address import Address, Dialect, address_of, sqlite_at
from largesse.database.executor import open_executor
from largesse.database.migration import Status, migrate, refuse_to_serve, status
from largesse.errors import ConfigurationError, Unavailable

from .structure import Column, ForeignKey, Index, TableStructure, structure_of

if TYPE_CHECKING:
    from largesse.database.executor import Executor

FIRST = "tests.database.first"
SECOND = "tests.database.second"
BROKEN = "tests.database.broken"
SHELVES, BOOKS = "m0001_shelves", "m0002_books"


async def test_a_database_is_migrated_once(address: Address) -> None:
    assert await status(address, package=SECOND) == Status((), (SHELVES, BOOKS), ())
    assert await migrate(address, package=SECOND) == (SHELVES, BOOKS)
    assert await status(address, package=SECOND) == Status((SHELVES, BOOKS), (), ())
    assert await migrate(address, package=SECOND) == ()


async def test_a_later_release_goes_on_where_the_former_stopped(address: Address) -> None:
    await migrate(address, package=FIRST)
    found = await status(address, package=SECOND)
    assert found == Status((SHELVES,), (BOOKS,), ())
    with pytest.raises(
        ConfigurationError, match=rf"The database {re.escape(str(address))} is not migrated \(m0002_books pending\)"
    ):
        refuse_to_serve(found, address)
    assert await migrate(address, package=SECOND) == (BOOKS,)
    refuse_to_serve(await status(address, package=SECOND), address)


async def test_a_database_of_a_newer_release_is_refused_and_not_touched(address: Address) -> None:
    await migrate(address, package=SECOND)
    before = await structure_of(address)
    found = await status(address, package=FIRST)
    assert found == Status((SHELVES,), (), (BOOKS,))
    sentence = "The database was migrated by a newer release (m0002_books), which this one cannot serve."
    for attempt in (lambda: migrate(address, _never, package=FIRST), lambda: _refuse(found, address)):
        with pytest.raises(ConfigurationError) as refused:
            await attempt()
        assert str(refused.value) == sentence
    assert await structure_of(address) == before


async def test_a_status_changes_nothing(address: Address) -> None:
    await status(address, package=SECOND)
    if address.dialect is Dialect.SQLITE:
        assert list(address.path.parent.iterdir()) == []
    else:
        assert await structure_of(address) == {}


async def test_a_migration_that_fails_leaves_nothing_and_can_be_mended(address: Address) -> None:
    with pytest.raises(Exception, match="already exists"):
        await migrate(address, _never, package=BROKEN)
    assert sorted(await structure_of(address)) == ["migration", "shelf"]
    assert await status(address, package=BROKEN) == Status((SHELVES,), (BOOKS,), ())
    assert await migrate(address, package=SECOND) == (BOOKS,)


async def test_two_migrations_at_once_apply_each_step_once(address: Address) -> None:
    done = await asyncio.gather(*(migrate(address, _function, package=SECOND) for _ in range(4)))
    assert sorted(name for names in done for name in names) == [SHELVES, BOOKS]
    assert await status(address, package=SECOND) == Status((SHELVES, BOOKS), (), ())


async def test_what_follows_runs_every_time_and_after_all_steps(address: Address) -> None:
    seen: list[list[tuple[object, ...]]] = []

    async def after(executor: Executor) -> None:
        assert executor.dialect is address.dialect
        seen.append(await executor.rows("SELECT count(*) FROM book"))

    await migrate(address, after, package=SECOND)
    await migrate(address, after, package=SECOND)
    assert seen == [[(0,)], [(0,)]]


async def test_what_follows_is_undone_if_it_fails(address: Address) -> None:
    async def after(executor: Executor) -> None:
        await executor.run("CREATE TABLE half (id bigint)" if address.dialect is Dialect.POSTGRESQL else _HALF)
        raise LookupError

    with pytest.raises(LookupError):
        await migrate(address, after, package=FIRST)
    assert sorted(await structure_of(address)) == ["migration", "shelf"]


async def test_a_migration_that_is_killed_is_resumed(address: Address) -> None:
    program = f"""
import asyncio, signal, sys
from largesse.database.address import address_of
from largesse.database.migration import migrate
async def after(executor):
    await executor.run("CREATE TABLE half (id text)" + {"" if address.dialect is Dialect.POSTGRESQL else " STRICT"!r})
    print("half", flush=True)
    signal.pause()
asyncio.run(migrate(address_of(sys.argv[1]), after, package="{FIRST}"))
"""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, address.dsn, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"half\n"
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    assert await migrate(address, package=SECOND) == (BOOKS,)
    assert sorted(await structure_of(address)) == ["book", "migration", "shelf"]


async def test_a_cancelled_migration_lets_the_next_one_in(address: Address) -> None:
    reached = asyncio.Event()

    async def after(executor: Executor) -> None:
        await executor.rows("SELECT 1")
        reached.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(migrate(address, after, package=FIRST))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await migrate(address, package=SECOND) == (BOOKS,)


async def test_both_databases_end_with_the_same_structure(tmp_path: Path, postgresql_dsn: str) -> None:
    structures = []
    for address in (sqlite_at(tmp_path / "largesse.db"), address_of(postgresql_dsn)):
        await migrate(address, package=SECOND)
        structures.append(await structure_of(address))
    assert structures[0] == structures[1]
    assert structures[0]["shelf"] == TableStructure(
        columns=(
            Column("id", "text", nullable=False, declared=""),
            Column("name", "text", nullable=False, declared=""),
            Column("width", "integer", nullable=False, declared=""),
            Column("colour", "text", nullable=True, declared=""),
            Column("open", "integer", nullable=False, declared=""),
        ),
        primary_key=("id",),
        checks=frozenset({"name <> ''", "width > 0", "colour in 'red','blue'", "open in 0,1"}),
        indexes=frozenset({Index(("name",), unique=True), Index(("width desc", "id"), unique=False, where="open")}),
        foreign_keys=frozenset(),
        triggers=frozenset({"shelf_kept"}),
    )
    assert structures[0]["book"].indexes == {Index(("shelf_id",), unique=True, where="shelf_id is not null")}
    assert structures[0]["book"].foreign_keys == {ForeignKey(("shelf_id",), "shelf", ("id",))}


async def test_this_release_migrates_both_databases(address: Address) -> None:
    assert (await migrate(address))[0] == "0001_ledger"
    refuse_to_serve(await status(address), address)


async def test_this_release_means_the_same_on_both_databases(tmp_path: Path, postgresql_dsn: str) -> None:
    sqlite, postgresql = sqlite_at(tmp_path / "largesse.db"), address_of(postgresql_dsn)
    structures = []
    for address in (sqlite, postgresql):
        await migrate(address)
        structures.append(await structure_of(address))
    assert len(structures[0]) > 10
    assert structures[0].keys() == structures[1].keys()
    for name, table in structures[0].items():
        # What triggers keep on SQLite is kept by grants on PostgreSQL.
        assert dataclasses.replace(table, triggers=frozenset()) == dataclasses.replace(
            structures[1][name], triggers=frozenset()
        )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [("/nowhere", "nowhere"), ("?user=nobody_at_all", "nobody_at_all")],
)
async def test_an_address_that_leads_nowhere_is_said(postgresql_dsn: str, change: str, sentence: str) -> None:
    base = (
        postgresql_dsn.rpartition("/")[0] if change.startswith("/") else postgresql_dsn.replace("largesse_owner@", "")
    )
    with pytest.raises(ConfigurationError, match=f"cannot be opened: .*{sentence}"):
        await migrate(address_of(base + change), package=FIRST)


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        await status(address_of("postgresql://ada@127.0.0.1:9/largesse"), package=FIRST)


async def test_a_file_held_by_another_writer_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("largesse.database.executor.WAIT_SECONDS", 0.05)
    address = sqlite_at(tmp_path / "largesse.db")
    await migrate(address, package=FIRST)
    async with open_executor(address) as other:
        await other.begin()
        with pytest.raises(Unavailable):
            await migrate(address, package=SECOND)


_HALF = "CREATE TABLE half (id TEXT) STRICT"


async def _never(_: Executor) -> None:
    pytest.fail("what follows ran, though not all steps did")


async def _refuse(found: Status, address: Address) -> None:
    refuse_to_serve(found, address)


async def _function(executor: Executor) -> None:
    if executor.dialect is Dialect.POSTGRESQL:
        await executor.run("CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
