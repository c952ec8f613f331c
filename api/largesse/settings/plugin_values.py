"""
What an operator says to plugins: kept as it was written, since only a plugin knows which fields it has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PLUGIN_PREFIX = "LARGESSE_PLUGIN_"
"""How a variable begins that is meant for a plugin: `LARGESSE_PLUGIN_<NAME>_<FIELD>`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PluginValues:
    """
    Values for plugins, of the settings file and of the environment; it never shows them, since some are secrets.

    Args:
        tables: what `[plugins.NAME]` of the settings file holds, by that name.
        variables: the variables for plugins that are not empty, by their names in capitals.
        file: the settings file; none if the tables are somebody else's.
    """

    tables: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    file: Path | None = None

    def __repr__(self) -> str:
        """Return whom it says something to, and nothing of what it says."""
        return f"PluginValues({', '.join([*self.tables, *self.variables])})"
