"""
Plugins under test: loaded as they stand in the source, installed or not.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from largesse.plugins import Candidate, installed
from largesse.plugins.marker import PROJECT

if TYPE_CHECKING:
    from collections.abc import Sequence

UNINSTALLED = "under-test"
"""The distribution of a plugin that is not installed."""


def candidate_of(plugin: object, name: str = "") -> Candidate:
    """
    Return a plugin as the loader finds one that is installed.

    Args:
        plugin: its module, or whatever its entry point would name; as text what stands behind the `=` of an entry
            point, such as `largesse_kite`, which the loader imports.
        name: its name among the entry points; that of its installation, or else its module's without `largesse_`.
    """
    module, called = _place_of(plugin)
    entry_point = EntryPoint(name=name, value=plugin, group=PROJECT) if isinstance(plugin, str) else None
    found = Candidate(
        name=name or called.removeprefix(f"{PROJECT}_").lower(),
        module=module,
        distribution=UNINSTALLED,
        version="0",
        load=entry_point.load if entry_point else lambda: plugin,
        # What a test has made of its own draws its pictures where it can; a module is held to where it lies.
        home=None if isinstance(plugin, (str, ModuleType)) else (Path(Path.cwd().anchor),),
    )
    for candidate in installed():
        if candidate.module == found.module and name in {"", candidate.name}:
            return replace(candidate, load=found.load, home=found.home)
    return found


def with_installed(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return plugins under test, and all that are installed under other names."""
    names = {candidate.name for candidate in candidates}
    return (*(each for each in installed() if each.name not in names), *candidates)


def _place_of(plugin: object) -> tuple[str, str]:
    """Return a plugin's module, and what it is called there."""
    if isinstance(plugin, ModuleType):
        plugin = plugin.__name__
    if isinstance(plugin, str):
        module = plugin.partition(":")[0]
        return module, module.rpartition(".")[2]
    kind = plugin if isinstance(plugin, type) else type(plugin)
    return kind.__module__, kind.__name__
