"""
The pages of the reference are what the code says.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from largesse.plugins.reference import pages

KEPT = Path(__file__).parents[3] / "docs" / "reference"


def test_each_page_is_kept_as_it_is_made() -> None:
    for place, text in pages().items():
        kept = (KEPT / place).read_text(encoding="utf-8")
        assert kept == text, "run `python -m largesse.plugins docs/reference`"


def test_there_is_no_page_of_a_hook_that_is_none() -> None:
    kept = {f"hooks/{file.name}" for file in (KEPT / "hooks").iterdir()}

    assert kept == {place for place in pages() if place.startswith("hooks/")}


def test_the_command_writes_every_page(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "largesse.plugins", str(tmp_path)], check=True, timeout=60)  # noqa: S603 - our own

    written = {str(file.relative_to(tmp_path)): file.read_text("utf-8") for file in tmp_path.rglob("*.md")}
    assert written == pages()
