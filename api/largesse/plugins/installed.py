"""
What is installed: the entry points of our group, with the distributions that brought them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib import metadata
from typing import TYPE_CHECKING

from largesse.plugins.marker import PROJECT
from largesse.plugins.policy import BUNDLER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

_NAME = re.compile(r"^Name:[ \t]*(\S+)", re.MULTILINE | re.IGNORECASE)
_EXTRA = re.compile(r"\s*([A-Za-z0-9._-]+)[^;]*;.*\bextra\s*==\s*['\"]([^'\"]+)['\"]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """
    An installed plugin that has not been imported.

    Args:
        name: its name among the entry points.
        module: the module that it is, such as `largesse_classics`.
        distribution: what it was installed with.
        version: the version of that distribution; empty if it does not say.
        load: imports it.
        extras: the distribution's extra that brings a requirement, by the requirement's normalised name.
        needs: the extra that the entry point itself asks for; empty if none.
        home: the directories in and below which the files that it ships must lie; where its module lies if absent.
    """

    name: str
    module: str
    distribution: str
    version: str
    load: Callable[[], object]
    extras: Mapping[str, str] = field(default_factory=dict)
    needs: str = ""
    home: tuple[Path, ...] | None = None

    @property
    def bundled(self) -> bool:
        """Return whether it comes with Largesse itself."""
        return self.distribution == BUNDLER


def installed(path: Sequence[str] | None = None) -> tuple[Candidate, ...]:
    """
    Return every plugin that is installed, bundled ones first, then by name.

    A distribution whose metadata cannot be read offers none: whether it has a plugin cannot be known.

    Args:
        path: the directories in which to look; those of `sys.path` if absent.
    """
    found: dict[str, tuple[Candidate, ...]] = {}
    for distribution in metadata.distributions() if path is None else metadata.distributions(path=list(path)):
        try:
            name = _name_of(distribution)
            candidates = tuple(_candidates(distribution, name))
        except Exception:  # noqa: BLE001, S112 - a broken installation of something else must not stop the start
            continue
        # What comes first on the path is what an import finds.
        found.setdefault(name, candidates)
    candidates = tuple(candidate for group in found.values() for candidate in group)
    return tuple(sorted(candidates, key=lambda each: (not each.bundled, each.name, each.distribution)))


def normalised(name: str) -> str:
    """Return a distribution's name as the index compares it: lower case, every run of `-`, `_` and `.` one `-`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _name_of(distribution: metadata.Distribution) -> str:
    """
    Return a distribution's normalised name; the rest of its metadata is not parsed, since few have a plugin.

    Raises:
        LookupError: it has none.
    """
    head, _, _ = (distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or "").partition("\n\n")
    if found := _NAME.search(head):
        return normalised(found[1])
    raise LookupError


def _candidates(distribution: metadata.Distribution, name: str) -> Iterable[Candidate]:
    entry_points = distribution.entry_points.select(group=PROJECT)
    if not entry_points:
        return
    extras = {
        normalised(match[1]): match[2]
        for match in (_EXTRA.match(requirement) for requirement in distribution.requires or ())
        if match
    }
    version = (distribution.metadata.get_all("Version") or [""])[0]
    for entry_point in entry_points:
        yield Candidate(
            name=entry_point.name,
            module=entry_point.module,
            distribution=name,
            version=version,
            load=entry_point.load,
            extras=extras,
            needs=",".join(entry_point.extras),
        )
