"""
A place to work in for tools that read configuration and write what they make: a front-end's project, new each time.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from largesse.schema.build import printed

from .tools import HERE

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from .tools import Tools


class Project(NamedTuple):
    """
    A front-end's project.

    Args:
        root: its directory, with the schema as `schema.graphql`.
        tools: what it has installed.
    """

    root: Path
    tools: Tools

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a tool where the project is."""
        return self.tools.run(*command, cwd=self.root)

    def change(self, name: str, before: str, after: str) -> None:
        """Replace text in a file, which has it."""
        path = self.root / name
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after), "utf-8")


@pytest.fixture
def project(tmp_path: Path, javascript: Tools) -> Project:
    """The programs, documents and configuration of `project/`, over the schema as it is printed."""
    root = tmp_path / "project"
    shutil.copytree(HERE / "project", root)
    shutil.copy(HERE / "package.json", root)
    (root / "schema.graphql").write_text(printed(), "utf-8")
    (root / "node_modules").symlink_to(HERE / "node_modules")
    return Project(root, javascript)
