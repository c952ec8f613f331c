"""
The tutorial's code, run against a demo as the tutorial says, prints what the tutorial says.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from tests.cli.processes import demo

TUTORIAL = (Path(__file__).parents[2] / "docs" / "tutorial" / "first-gift.md").read_text("utf-8")
NODE = ("node", "--experimental-websocket", "--no-warnings")


def blocks(language: str) -> list[str]:
    """The code blocks of a language, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TUTORIAL, re.MULTILINE | re.DOTALL)


def test_the_code_prints_what_the_tutorial_says(tmp_path: Path) -> None:
    (tmp_path / "first-gift.mjs").write_text("\n".join(blocks("js")), "utf-8")
    with demo("--no-crowd", cwd=tmp_path) as (process, said):
        (tmp_path / "demo.json").write_text(json.dumps(said) + "\n")
        done = subprocess.run(  # noqa: S603  # the tutorial's own code
            [*NODE, "first-gift.mjs"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.stderr == ""
        assert done.stdout == blocks("text")[0]
        assert process.stop() == (0, "")


def test_the_commands_are_those_that_were_run() -> None:
    commands = [line for block in blocks("sh") for line in block.splitlines()]
    assert commands == [
        "pip install .",
        "largesse demo --no-crowd --json > demo.json",
        "node --experimental-websocket first-gift.mjs",
    ]
