"""
A plugin's home: the directories that its own files lie in, and no other's.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from largesse.plugins.installed import Candidate


def home_of(plugin: object, candidate: Candidate) -> tuple[Path, ...]:
    """
    Return the directories in and below which a plugin's files lie, with every link followed.

    They are those of its outermost package, or of its module if it lies in none. Some installers lay each file as a
    link to where they keep it: there, too, the plugin is at home.

    Args:
        plugin: the module, or whatever its entry point names.
        candidate: names its module, or the directories themselves.
    """
    if candidate.home is not None:
        return candidate.home
    module = plugin if isinstance(plugin, ModuleType) else sys.modules.get(candidate.module)
    outermost = sys.modules.get(module.__name__.partition(".")[0]) if module else None
    package = outermost if hasattr(outermost, "__path__") else module
    return tuple(dict.fromkeys(_directories(package)))


def check_at_home(path: Path, home: Sequence[Path]) -> None:
    """
    Check that a file lies in one of the directories once every link in its path is followed.

    Raises:
        ValueError: it does not: whatever it leads to may be anybody's, and would be shown to everybody.
    """
    resolved = path.resolve()
    if not any(resolved.is_relative_to(directory) for directory in home):
        where = f"{home[0].name!r}, the plugin's own directory" if home else "the plugin, which has no directory"
        message = f"{path.name!r} lies outside of {where}"
        raise ValueError(message)


def _directories(module: ModuleType | None) -> Iterable[Path]:
    for directory in getattr(module, "__path__", ()):
        yield Path(directory).resolve()
    file = getattr(module, "__file__", None)
    if file:
        yield Path(file).parent.resolve()
        yield Path(file).resolve().parent
