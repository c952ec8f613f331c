"""
What a plugin imports under a name that is on its way out.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from largesse.plugins.deprecated import DEPRECATED
from largesse.plugins.doctor.finding import Finding
from largesse.plugins.marker import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator


def renamed_findings(module: str) -> Iterator[Finding]:
    """
    Yield each import of an old name of the public face.

    Args:
        module: what a plugin's entry point names; the package around it has been imported, and its sources are read.
    """
    for source in _sources(module.partition(".")[0]):
        for node in ast.walk(ast.parse(source.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module == PROJECT:
                for name in (alias.name for alias in node.names if alias.name in DEPRECATED):
                    old = DEPRECATED[name]
                    yield Finding.warning(
                        f"{source.name}, line {node.lineno}, imports {name}, which will be gone in {old.removed_in}",
                        f"import {old.instead}, which is the same since {old.since}",
                    )


def _sources(top: str) -> list[Path]:
    file = Path(getattr(sys.modules.get(top), "__file__", None) or "")
    if file.name == "__init__.py":
        return sorted(file.parent.rglob("*.py"))
    return [file] if file.suffix == ".py" else []
