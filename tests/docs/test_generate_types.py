"""
What the guide to types shows is what the tests of JavaScript's tools compile.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "how-to" / "generate-types.md").read_text("utf-8")
PROJECT = ROOT / "tests" / "javascript" / "project"
BLOCKS = re.findall(r"^```\w+\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
FILES = ("codegen.ts", "documents/viewer.graphql", "apollo.ts", "relay.config.json")


@pytest.mark.parametrize(("block", "file"), [*zip(BLOCKS, FILES, strict=True)], ids=FILES)
def test_what_is_shown_is_compiled(block: str, file: str) -> None:
    assert block in (PROJECT / file).read_text("utf-8")
