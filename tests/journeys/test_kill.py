"""
A loaded server is killed at random moments, and what its clients were told is compared with its database.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
KILLS = 20
SECONDS_MAX = 170
DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="module")
def counted() -> Iterator[Mapping[str, Future[Mapping[str, int]]]]:
    """What is counted on each database, at the same time: most of it goes by while a server starts."""
    with ThreadPoolExecutor() as threads:
        yield {database: threads.submit(killed, database) for database in DATABASES}


@pytest.mark.timeout(SECONDS_MAX + 10)
@pytest.mark.parametrize("database", DATABASES)
def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice_when_a_loaded_server_is_killed(
    counted: Mapping[str, Future[Mapping[str, int]]], database: str
) -> None:
    figures = counted[database].result()

    assert figures["kills"] == KILLS
    assert figures["applied"] > 0
    assert figures["refused"] > 0
    wrong = ("missing", "twice", "refused_applied", "unknown", "differences")
    assert {name: figures[name] for name in wrong} == dict.fromkeys(wrong, 0)


def killed(database: str) -> Mapping[str, int]:
    """What the fault's own command counted; it runs servers of its own, on a loop of its own."""
    finished = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "bench.faults", "--only", f"kill-{database}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS_MAX,
    )
    last = finished.stdout.splitlines()[-1:]
    assert last, finished.stderr
    figures: Mapping[str, int]
    (figures,) = json.loads(last[0])["figures"].values()
    return figures
