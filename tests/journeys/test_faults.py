"""
Faults, in short: those that a room of many viewers comes back from.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_hundred_viewers_are_told_when_to_come_back_to_two_workers_and_have_missed_nothing() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "bench.faults", "--quick", "--only", "restart-workers"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    (found,) = json.loads(finished.stdout.splitlines()[-1])["figures"].values()
    assert found["passed"]
    assert (found["cut_off"], found["hinted"], found["gaps"], found["doubles"]) == (100, 100, 0, 0)
