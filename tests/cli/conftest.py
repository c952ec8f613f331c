"""
The installed `largesse`, as a subprocess.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = Path(sys.executable).with_name("largesse")
SECRET = "a secret of thirty-two bytes or more"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(**settings: str) -> dict[str, str]:
    """The environment of the tests without any setting but these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LARGESSE_")}
    return {**kept, "NO_COLOR": "1", **settings}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command to its end in an empty directory."""

    def run_command(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  # our own script
            [SCRIPT, *arguments],
            cwd=tmp_path,
            env=environment(**settings),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run_command
