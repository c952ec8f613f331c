"""
The benchmark of plugins, in short: every server answers, and the books balance.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_servers_with_many_plugins_answer_what_they_are_asked() -> None:
    # A wrong answer, or none, ends it; how fast they are is told, and not asserted.
    finished = subprocess.run(
        [sys.executable, "-m", "bench.plugins", "--quick", "--seconds", "0.1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert finished.returncode == 0, finished.stderr
    told = json.loads(finished.stdout.splitlines()[-1])
    assert told["bench"] == "plugins"
    assert list(told["ratios"]) == ["twelve_vs_none", "sixty_vs_none", "dynamic_vs_static"]
    assert len(told["figures"]["cells"]) == 8
    assert list(told["figures"]["start_seconds"]) == ["none", "twelve", "sixty"]
    assert told["figures"]["verified"] is True
