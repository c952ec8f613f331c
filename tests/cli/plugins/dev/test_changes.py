"""
Which changes of a directory are noticed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.cli.plugins.dev.changes import Changes

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_file_that_comes_changes_or_goes_is_noticed(tmp_path: Path) -> None:
    changes = Changes(tmp_path)
    (tmp_path / "package").mkdir()
    file = tmp_path / "package" / "kite.svg"
    file.write_text("one")
    await changes.next()
    file.write_text("other")
    await changes.next()
    file.unlink()
    await changes.next()


@pytest.mark.parametrize("place", [".git", ".largesse", "__pycache__", "dist", "largesse_kite.egg-info", "environment"])
async def test_what_is_no_source_is_passed_over(tmp_path: Path, place: str) -> None:
    (tmp_path / place).mkdir()
    if place == "environment":
        (tmp_path / place / "pyvenv.cfg").write_text("home = /usr/bin")
    before = Changes(tmp_path)._look()
    (tmp_path / place / "file").write_text("new")
    assert Changes(tmp_path)._look() == before == {}
