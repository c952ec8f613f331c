"""
The benchmark of a request, in short: each contender answers what it is asked, and the books balance.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_contender_answers_what_it_is_asked() -> None:
    # A wrong answer, or none, ends it; how fast they are is told, and not asserted.
    finished = subprocess.run(
        [sys.executable, "-m", "bench.http", "--quick", "--seconds", "0.1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert finished.returncode == 0, finished.stderr
    told = json.loads(finished.stdout.splitlines()[-1])
    assert told["bench"] == "http"
    assert list(told["ratios"]) == ["noop_vs_raw", "noop_vs_strawberry", "noop_vs_cached", "durable_vs_noop"]
    assert len(told["figures"]["cells"]) == 7
    assert told["figures"]["verified"] is True
