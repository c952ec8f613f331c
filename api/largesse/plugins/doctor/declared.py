"""
What a distribution forgot to declare: modules with hooks that no entry point names.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from largesse.plugins.doctor.finding import Finding
from largesse.plugins.marker import PROJECT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_PASSED_OVER = {"tests", "test", "docs", "build", "dist", "node_modules", "site-packages"}


def undeclared(directory: Path, modules: Collection[str]) -> tuple[Finding, ...]:
    """
    Return a finding for each module that has hooks, and that no entry point names.

    Nothing is imported. A module of hooks within a package that is named is not looked at: it is the package's own.

    Args:
        directory: where the distribution's pyproject.toml is.
        modules: what its entry points name, such as `largesse_kite`.
    """
    tops = {module.partition(".")[0] for module in modules}
    found = []
    for file, module in _modules(directory):
        top = module.partition(".")[0]
        if top not in tops and _has_hooks(file):
            tops.add(top)
            name = top.removeprefix(f"{PROJECT}_").lower()
            found.append(
                Finding.error(
                    f"{file.relative_to(directory)} has hooks, and no entry point names {top}",
                    f'write {name} = "{top}" under [project.entry-points.{PROJECT}] in pyproject.toml',
                )
            )
    return tuple(found)


def _modules(directory: Path) -> Iterator[tuple[Path, str]]:
    for root in (directory / "src", directory):
        for file in sorted(root.glob("*.py")):
            yield file, file.stem
        for package in sorted(root.glob("*/__init__.py")):
            if package.parent.name not in _PASSED_OVER and not package.parent.name.startswith("."):
                for file in sorted(package.parent.rglob("*.py")):
                    yield file, package.parent.name


def _has_hooks(file: Path) -> bool:
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return False
    return any(
        isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)) and each.name.startswith(f"{PROJECT}_")
        for each in tree.body
    )
