"""
The benchmark of rooms, in short: every contender's viewers hear every event, and the books balance.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_viewer_of_every_contender_hears_every_event() -> None:
    # What is not heard is waited for until that is given up; how fast they are is told, and not asserted.
    finished = subprocess.run(
        [sys.executable, "-m", "bench.rooms", "--quick", "--part", "0.02", "--viewers", "50", "--crowd", "100"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert finished.returncode == 0, finished.stderr
    told = json.loads(finished.stdout.splitlines()[-1])
    assert told["bench"] == "rooms"
    assert list(told["ratios"]) == [
        "joined_1000_vs_strawberry",
        "joined_1000_vs_graphql_ws",
        "single_1000_vs_raw",
        "joined_1000_vs_raw",
    ]
    assert len(told["figures"]["cells"]) == 10
    assert told["figures"]["verified"] is True
