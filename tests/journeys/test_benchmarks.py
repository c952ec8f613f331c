"""
Benchmarks, in short: every contender does what it is measured at, and the books balance.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
BENCHMARKS = {
    "http": (
        ["--seconds", "0.1"],
        ["noop_vs_raw", "noop_vs_strawberry", "noop_vs_cached", "durable_vs_noop"],
        7,
    ),
    "plugins": (["--seconds", "0.1"], ["twelve_vs_none", "sixty_vs_none", "dynamic_vs_static"], 8),
    "rooms": (
        ["--part", "0.02", "--viewers", "50", "--crowd", "100"],
        ["joined_1000_vs_strawberry", "joined_1000_vs_graphql_ws", "single_1000_vs_raw", "joined_1000_vs_raw"],
        10,
    ),
}
"""What each is run with, the ratios that it tells, and how many cells it measures."""


@pytest.fixture(scope="module")
def finished() -> Iterator[Mapping[str, Future[subprocess.CompletedProcess[str]]]]:
    """All of them, at the same time: how fast they are is told, and not asserted."""
    with ThreadPoolExecutor() as threads:
        yield {name: threads.submit(run, name, arguments) for name, (arguments, _, _) in BENCHMARKS.items()}


def run(name: str, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a benchmark to its end."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", f"bench.{name}", "--quick", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_does_what_it_measures_and_tells_its_ratios(
    finished: Mapping[str, Future[subprocess.CompletedProcess[str]]], name: str
) -> None:
    done = finished[name].result()
    # A wrong answer, or none, ends it.
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    _, ratios, cells = BENCHMARKS[name]
    assert told["bench"] == name
    assert list(told["ratios"]) == ratios
    assert len(told["figures"]["cells"]) == cells
    assert told["figures"]["verified"] is True
