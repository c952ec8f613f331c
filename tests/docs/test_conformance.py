"""
The page about conformance: it names every fact, and what it says of others' servers and clients is so.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.processes import demo
from tests.javascript.tools import HERE

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "conformance.md").read_text("utf-8")


def passed(*arguments: str | Path) -> tuple[int, int]:
    """How many facts held and how many were left out, of a run in which none failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/conformance", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)  # noqa: S603  # our own tests
    assert done.returncode == 0, done.stdout
    said = re.search(r"(\d+) passed, (\d+) deselected", done.stdout)
    assert said is not None, done.stdout
    return int(said[1]), int(said[2])


def test_it_names_every_fact_and_which_need_a_server_of_the_suites_own() -> None:
    files = (ROOT / "tests" / "conformance").glob("test_*.py")
    facts = dict(
        re.findall(r"^async def (test_\w+)\(\s*(\w+):", "\n".join(each.read_text() for each in files), re.MULTILINE)
    )
    named = dict(re.findall(r"^- `(test_\w+)`: ((?:.|\n  )+)", PAGE, re.MULTILINE))
    assert {name: "Own servers." in said for name, said in named.items()} == {
        name: fixture == "own" for name, fixture in facts.items()
    }


@pytest.mark.usefixtures("javascript")
@pytest.mark.usefixtures("javascript")
def test_a_server_is_held_by_what_a_demo_says_and_a_client_by_a_program(tmp_path: Path) -> None:
    program = {
        "name": "mine",
        "transport": "websocket",
        "command": ["node", str(HERE / "viewers.mjs"), "graphql-ws"],
        "returns": True,
    }
    client, server = tmp_path / "client.json", tmp_path / "demo.json"
    client.write_text(json.dumps(program))
    with demo("--no-crowd", cwd=tmp_path) as (process, said):
        server.write_text(json.dumps(said))
        held, left_out = passed("--server", server, "--client", client)
        assert process.stop() == (0, "")
    assert (held, left_out) == (15, 6)
