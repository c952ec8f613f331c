"""
Reads of models and by hand, on both databases: they never write, never hang, and heal by themselves.
"""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from typing import TYPE_CHECKING

import asyncpg
import pytest
import tortoise.exceptions
from tortoise.transactions import in_transaction

from largesse.database.address import Address, Dialect, address_of, sqlite_at
from largesse.database.executor import open_executor
from largesse.database.migration import migrate
from largesse.database.reads import Reads, open_reads
from largesse.errors import ConfigurationError, Unavailable

from .models import Shelf
from .test_migration import FIRST

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.servers.postgresql import PostgreSQL

MODULES = [Shelf.__module__]
MAPS = "0190163d-8694-7a11-b7d4-6a1d1b2c3d4e"
NOVELS = "0190163d-8694-7a11-b7d4-6a1d1b2c3d4f"


async def fill(address: Address) -> None:
    await migrate(address, package=FIRST)
    async with open_executor(address) as executor:
        await executor.run(
            f"BEGIN; INSERT INTO shelf VALUES ('{MAPS}', 'maps', {2**62}, 'red', true),"  # noqa: S608  # values of this file
            f" ('{NOVELS}', 'novels', 4, NULL, false); COMMIT"
        )


@pytest.fixture
async def reads(address: Address) -> AsyncIterator[Reads]:
    await fill(address)
    async with open_reads(address, MODULES, pool_max=3) as opened:
        yield opened


async def test_models_and_queries_by_hand_read_the_same_on_both(reads: Reads) -> None:
    shelf = await Shelf.get(id=MAPS)
    assert (shelf.id, shelf.name, shelf.width, shelf.colour, shelf.open) == (MAPS, "maps", 2**62, "red", True)
    assert await Shelf.filter(open=False).values_list("id", "colour") == [(NOVELS, None)]
    assert await Shelf.filter(id__in=[MAPS, NOVELS], width__gt=4).order_by("-width").count() == 1
    assert await Shelf.get_or_none(id="0190163d-0000-7a11-b7d4-6a1d1b2c3d4e") is None
    rows = await reads.rows("SELECT id, width FROM shelf WHERE width >= $2 AND name <> $1 ORDER BY id", "none", 4)
    assert rows == [{"id": MAPS, "width": 2**62}, {"id": NOVELS, "width": 4}]
    await reads.check()


async def test_nothing_can_be_written(reads: Reads) -> None:
    with pytest.raises(tortoise.exceptions.UnSupportedError, match="the journal"):
        await Shelf.create(id=NOVELS[:-1] + "0", name="atlases", width=1, open=True)
    with pytest.raises(tortoise.exceptions.UnSupportedError, match="the journal"):
        await Shelf.bulk_create([Shelf(id=NOVELS[:-1] + "0", name="atlases", width=1, open=True)])
    with pytest.raises(tortoise.exceptions.UnSupportedError, match="the journal"):
        await reads.client.execute_script("DELETE FROM shelf")
    with pytest.raises(tortoise.exceptions.UnSupportedError, match="the journal"):
        async with in_transaction():
            pytest.fail("a transaction began")
    # These two go the way of reads, and the connection refuses them.
    for write in (Shelf.filter(id=MAPS).update(width=1), Shelf.filter(id=MAPS).delete()):
        with pytest.raises(tortoise.exceptions.OperationalError, match=r"read-?only"):
            await write
    assert await Shelf.get(id=MAPS).values_list("width", flat=True) == 2**62
    assert await Shelf.all().count() == 2


async def test_what_is_committed_beside_is_seen_at_once(address: Address, reads: Reads) -> None:
    assert reads.dialect is address.dialect
    async with open_executor(address) as writer:
        await writer.begin()
        await writer.run("UPDATE shelf SET width = 9")
        assert await Shelf.filter(width=9).count() == 0
        await writer.commit()
    assert await Shelf.filter(width=9).count() == 2


@pytest.mark.parametrize("query", ["SELECT * FROM nowhere", "SELEC", "SELECT nothing FROM shelf"])
async def test_a_wrong_query_is_a_mistake_of_ours(reads: Reads, query: str) -> None:
    with pytest.raises(tortoise.exceptions.OperationalError):
        await reads.rows(query)
    await reads.check()


async def test_every_task_reads_from_the_same_database(reads: Reads) -> None:
    assert await asyncio.gather(*(Shelf.all().count() for _ in range(50))) == [2] * 50
    assert len(await asyncio.gather(*(reads.rows("SELECT id FROM shelf") for _ in range(50)))) == 50


async def test_cancelled_reads_keep_no_connection(reads: Reads) -> None:
    for _ in range(100):
        tasks = [asyncio.ensure_future(Shelf.all().count()) for _ in range(5)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(10):
        assert await asyncio.gather(*(Shelf.all().count() for _ in range(20))) == [2] * 20
    await reads.check()


async def test_a_read_that_fails_once_nobody_waits_for_it_is_no_complaint(address: Address) -> None:
    await fill(address)
    complaints: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context["message"]))
    async with open_reads(address, MODULES) as reads:
        reading = asyncio.create_task(reads.rows("SELECT width / 0 FROM nowhere"))
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
    # Both engines wait for what is being read before they close, so that the read has failed by now.
    del reading
    gc.collect()
    assert complaints == []


async def test_one_process_reads_from_one_database_at_a_time(reads: Reads, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="reads from a database already"):
        async with open_reads(sqlite_at(tmp_path / "other.db"), MODULES):
            pytest.fail("two databases are read")
    await reads.check()


async def test_reads_may_be_closed_in_another_task_than_opened(address: Address) -> None:
    await fill(address)
    opening = open_reads(address, MODULES)
    reads = await asyncio.create_task(opening.__aenter__())
    await asyncio.create_task(reads.check())
    assert await Shelf.all().count() == 2
    await asyncio.create_task(opening.__aexit__(None, None, None))
    with pytest.raises(RuntimeError, match="No TortoiseContext"):
        await Shelf.all().count()


async def test_databases_of_both_kinds_are_read_one_after_another(tmp_path: Path, postgresql_dsn: str) -> None:
    addresses = (sqlite_at(tmp_path / "largesse.db"), address_of(postgresql_dsn))
    for address in addresses:
        await fill(address)
    for address in addresses * 2:
        async with open_reads(address, MODULES):
            assert await Shelf.filter(name="maps").values_list("id", flat=True) == [MAPS]


async def test_no_thread_and_no_connection_is_left(address: Address) -> None:
    await fill(address)
    before = set(threading.enumerate())
    async with open_reads(address, MODULES):
        await asyncio.gather(*(Shelf.all().count() for _ in range(10)))
    left = [thread.name for thread in set(threading.enumerate()) - before if not thread.name.startswith("asyncio")]
    assert left == []
    if address.dialect is Dialect.POSTGRESQL:
        connection = await asyncpg.connect(address.dsn)
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        try:
            async with asyncio.timeout(10):
                while await connection.fetchval(query):  # noqa: ASYNC110  # PostgreSQL tells nobody that a backend ended
                    await asyncio.sleep(0.01)
        finally:
            await connection.close()


async def test_models_that_are_not_there_are_said(address: Address) -> None:
    await fill(address)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        async with open_reads(address, ["tests.database.nowhere"]):
            pytest.fail("models without a module")
    async with open_reads(address, MODULES) as reads:
        await reads.check()


async def test_a_file_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        async with open_reads(sqlite_at(tmp_path / "largesse.db"), MODULES):
            pytest.fail("a file that does not exist was opened")
    assert _names(tmp_path) == []


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        async with open_reads(address_of("postgresql://ada@127.0.0.1:9/largesse"), MODULES):
            pytest.fail("nobody listens there")


async def test_a_frozen_postgresql_is_unavailable_in_time_and_heals(
    postgresql: PostgreSQL, postgresql_dsn: str
) -> None:
    address = address_of(postgresql_dsn)
    await fill(address)
    async with open_reads(address, MODULES, pool_max=2, timeout_seconds=0.5) as reads:
        await reads.check()
        await asyncio.to_thread(postgresql.pause)
        try:
            for _ in range(2):
                started = time.monotonic()
                answers = await asyncio.gather(*(Shelf.all().count() for _ in range(30)), return_exceptions=True)
                assert {type(answer) for answer in answers} == {Unavailable}
                assert time.monotonic() - started < 5
        finally:
            await asyncio.to_thread(postgresql.resume)
        await _heals(reads)


async def test_a_read_that_takes_too_long_is_given_up(postgresql_dsn: str) -> None:
    address = address_of(postgresql_dsn)
    await fill(address)
    async with open_reads(address, MODULES, pool_max=1, timeout_seconds=0.3) as reads:
        with pytest.raises(Unavailable):
            await reads.rows("SELECT pg_sleep(60)")
        await _heals(reads)
        busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(60)'"
        async with asyncio.timeout(5):
            while (await reads.rows(busy)) != [{"count": 0}]:  # noqa: ASYNC110  # PostgreSQL tells nobody that a query ended
                await asyncio.sleep(0.01)


async def test_a_postgresql_that_was_stopped_hard_heals_without_a_restart(
    postgresql: PostgreSQL, postgresql_dsn: str
) -> None:
    address = address_of(postgresql_dsn)
    await fill(address)
    async with open_reads(address, MODULES, pool_max=4) as reads:
        for _ in range(3):
            await asyncio.gather(*(Shelf.all().count() for _ in range(20)))
            running = [asyncio.create_task(reads.rows("SELECT pg_sleep(60)")) for _ in range(2)]
            await asyncio.to_thread(postgresql.stop, immediate=True)
            try:
                assert {type(answer) for answer in await asyncio.gather(*running, return_exceptions=True)} == {
                    Unavailable
                }
                started = time.monotonic()
                for _ in range(10):
                    with pytest.raises(Unavailable):
                        await Shelf.all().count()
                assert time.monotonic() - started < 5
            finally:
                await asyncio.to_thread(postgresql.start)
            await _heals(reads)


def _names(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir()]


async def _heals(reads: Reads) -> None:
    async with asyncio.timeout(5):
        while True:
            try:
                await reads.check()
            except Unavailable:
                await asyncio.sleep(0.01)
            else:
                break
    assert await asyncio.gather(*(Shelf.all().count() for _ in range(10))) == [2] * 10
