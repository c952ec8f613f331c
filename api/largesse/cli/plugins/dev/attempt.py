"""
An attempt: a plugin's source, loaded as it stood at one moment.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from largesse.cli.demo.cast import GUESTS, Part
from largesse.people.caller import Role
from largesse.plugins import PluginState, Policy, load_plugins, source_at
from largesse.rooms.stage import GUESTS_MAX

if TYPE_CHECKING:
    from pathlib import Path

    from largesse.offers import GiftType, Region
    from largesse.plugins import Candidate, PluginReport, Plugins
    from largesse.settings import PluginValues

POLICY = Policy(everything=True)
"""All that is installed is there, as in the demo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """
    What a source came to when it was loaded.

    Args:
        candidates: everything to choose from; the plugins of the source give again what was imported then, whatever
            has become of their files.
        names: the plugins of the source.
        plugins: what was loaded.
    """

    candidates: tuple[Candidate, ...]
    names: tuple[str, ...]
    plugins: Plugins

    @property
    def reports(self) -> tuple[PluginReport, ...]:
        """Return what became of each plugin of the source."""
        return tuple(report for report in self.plugins.reports if report.name in self.names)

    @property
    def mistakes(self) -> tuple[str, ...]:
        """Return what is wrong, a line for each plugin of the source that was not loaded."""
        return tuple(
            f"{report.name}: {report.cause}" for report in self.reports if report.state is not PluginState.LOADED
        )

    @property
    def gift_types(self) -> tuple[GiftType, ...]:
        """Return the gift types of the source."""
        return tuple(each for name, each in self.plugins.gift_types if name in self.names)

    @property
    def regions(self) -> tuple[Region, ...]:
        """Return the regions of the source."""
        return tuple(each for name, each in self.plugins.regions if name in self.names)

    @property
    def guests(self) -> tuple[Part, ...]:
        """Return who is on stage: the demo's guests, and somebody from each region of the source."""
        return (*GUESTS, *(_guest_from(region) for region in self.regions))[:GUESTS_MAX]


def attempted(directory: Path, values: PluginValues) -> Attempt:
    """
    Import the plugins of a directory anew, and load them beside all that is installed; it blocks.

    Args:
        directory: of the pyproject.toml that names them.
        values: what is said to plugins.

    Raises:
        ConfigurationError: its pyproject.toml cannot be read, or names no plugin that is there.
    """
    source = source_at(directory)
    source.forget()
    for candidate in source.candidates:
        # What it says by the way is of interest to its author.
        logging.getLogger(candidate.module.partition(".")[0]).setLevel(logging.INFO)
    kept = {each.name: replace(each, load=cache(each.load)) for each in source.candidates}
    candidates = tuple(kept.get(each.name, each) for each in source.with_installed())
    return Attempt(candidates=candidates, names=source.names, plugins=load_plugins(POLICY, candidates, values))


def _guest_from(region: Region) -> Part:
    place = min(region.countries, default=region.code)
    return Part(f"demo-guest-{place}", f"Robin of {region.name}", (Role.VIEWER, Role.CREATOR), place)
