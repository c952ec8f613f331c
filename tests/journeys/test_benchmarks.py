"""
Benchmarks, in short: every contender does what it is measured at, and the books balance.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

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


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_does_what_it_measures_and_tells_its_ratios(name: str) -> None:
    # A wrong answer, or none, ends it; how fast they are is told, and not asserted.
    arguments, ratios, cells = BENCHMARKS[name]
    finished = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", f"bench.{name}", "--quick", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert finished.returncode == 0, finished.stderr
    told: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    assert told["bench"] == name
    assert list(told["ratios"]) == ratios
    assert len(told["figures"]["cells"]) == cells
    assert told["figures"]["verified"] is True
