"""
Which plugins are wanted: what is said on the command line and in the settings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from largesse.errors import ConfigurationError

ALWAYS = ("classics", "regions")
"""The bundled plugins that every server loads: without gift types and rate cards it could do nothing."""
BUNDLER = "largesse"
"""The distribution whose plugins are bundled ones."""
DEADLINE_SECONDS = 10.0
_WANTED = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:==\s*([A-Za-z0-9][A-Za-z0-9.!+_-]*)\s*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """
    What to load, and what to do if that fails.

    Args:
        everything: load all that is installed, as `demo` does; else `classics`, `regions` and what is named.
        names: `name` or `name==version` of plugins to load.
        safe_mode: load none but bundled plugins, whatever else is said.
        strict: refuse to start if a plugin that should be loaded is not.
        deadline_seconds: the time that one plugin has to be imported and to make its offers.

    Raises:
        ConfigurationError: a name is neither of the two forms, or is there with two versions.
    """

    everything: bool = False
    names: tuple[str, ...] = ()
    safe_mode: bool = False
    strict: bool = False
    deadline_seconds: float = DEADLINE_SECONDS
    wanted: dict[str, str | None] = field(init=False, repr=False, compare=False)
    """What is loaded by name, with the one version that will do, or none if any will."""

    def __post_init__(self) -> None:
        """Read the names."""
        wanted: dict[str, str | None] = dict.fromkeys(ALWAYS)
        for text in self.names:
            match = _WANTED.fullmatch(text)
            if match is None:
                raise ConfigurationError(reason=f"cannot load the plugin {text!r}: write `name` or `name==version`")
            name, version = match.groups()
            pinned = wanted.get(name)
            if pinned and version and pinned != version:
                raise ConfigurationError(
                    reason=f"the plugin {name!r} cannot be loaded in {pinned} and {version} at once"
                )
            wanted[name] = version or pinned
        object.__setattr__(self, "wanted", wanted)

    def wants(self, name: str, *, bundled: bool) -> bool:
        """Tell whether an installed plugin of this name is to be loaded."""
        return (bundled or not self.safe_mode) and (self.everything or name in self.wanted)
