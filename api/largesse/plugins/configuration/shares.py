"""
Shares: which of an operator's values are meant for which plugin.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from largesse.settings import PLUGIN_PREFIX

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from largesse.settings import PluginValues


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Share:
    """
    What an operator says to one plugin.

    Args:
        plugin: its name.
        table: what `[plugins.NAME]` holds.
        variables: the text of each variable, by what stands behind the plugin's prefix, in capitals.
        file: the settings file that the table stands in; none if it stands in none.
    """

    plugin: str
    table: Mapping[str, object] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    file: Path | None = None

    @property
    def where(self) -> str:
        """Return what to call the table."""
        return f"[plugins.{self.plugin}]" + (f" of {self.file}" if self.file else "")

    def silent(self) -> Share:
        """Return a share that says nothing."""
        return Share(plugin=self.plugin, file=self.file)

    def variable(self, *path: str) -> str:
        """Return the variable that gives a field, from its name and those of the fields around it."""
        return variable_of(self.plugin, *path)


def variable_of(plugin: str, *path: str) -> str:
    """Return the variable that gives a field of a plugin, from its name and those of the fields around it."""
    return prefix_of(plugin) + "__".join(path).upper()


def prefix_of(plugin: str) -> str:
    """Return how the variables of a plugin begin."""
    return f"{PLUGIN_PREFIX}{plugin.upper().replace('-', '_')}_"


def share_of(plugin: str, values: PluginValues, plugins: Collection[str]) -> Share:
    """
    Return what is meant for one plugin.

    Args:
        plugin: its name.
        values: what is said to all of them.
        plugins: the names of all: a variable is for the longest that it begins with, `rates_ecb` before `rates`.
    """
    prefix = prefix_of(plugin)
    return Share(
        plugin=plugin,
        table=values.tables.get(plugin, {}),
        variables={
            variable.removeprefix(prefix): text
            for variable, text in values.variables.items()
            if _owner(variable, plugins) == prefix
        },
        file=values.file,
    )


def unclaimed(values: PluginValues, plugins: Collection[str]) -> dict[str, str]:
    """
    Return the plugins that something is said to and that nobody knows, each with the reason to tell.

    Args:
        values: what is said to all plugins.
        plugins: the names of those that are installed, or asked for.
    """
    found = {}
    for name in values.tables:
        if name not in plugins:
            found[name] = f"{Share(plugin=name, file=values.file).where} configures it, and it is not installed"
    for variable in values.variables:
        if _owner(variable, plugins) is None:
            name = variable.removeprefix(PLUGIN_PREFIX).partition("_")[0].lower()
            found.setdefault(name, f"{variable} is set, and no plugin of such a name is installed")
    return {name: reason + _advice(name, plugins) for name, reason in found.items()}


def _owner(variable: str, plugins: Collection[str]) -> str | None:
    """Return the longest prefix of a plugin that a variable begins with."""
    return max(filter(variable.startswith, map(prefix_of, plugins)), key=len, default=None)


def _advice(name: str, plugins: Collection[str]) -> str:
    close = get_close_matches(name, plugins, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
