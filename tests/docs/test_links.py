"""
Links between documents lead somewhere.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *ROOT.glob("docs/**/*.md"),
    *ROOT.glob("api/*.md"),
    *ROOT.glob("plugins/*.md"),
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_folder_that_the_readme_walks_through_is_there() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    walk = readme.partition("## One gift's journey")[2].partition("\n## ")[0]
    named = re.findall(r"`([a-z_]+/[a-z_./]*)`", walk)
    assert len(named) > 5
    assert [each for each in named if not (ROOT / "api" / "largesse" / each).exists()] == []
