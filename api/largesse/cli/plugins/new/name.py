"""
The name of a plugin, of which its distribution's, its module's and its gift's follow.
"""

from __future__ import annotations

import re
from importlib import metadata
from importlib.util import find_spec

from largesse.cli.failure import CommandFailed
from largesse.plugins import Policy, installed, load_plugins
from largesse.plugins.marker import PROJECT

LENGTH_MAX = 40
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
_OWN = (f"{PROJECT}-", f"{PROJECT}_")


def checked(name: str) -> str:
    """
    Return the name of a plugin without `largesse-`, which goes before the names of all distributions.

    Raises:
        CommandFailed: it cannot be the name of a plugin, or is another's.
    """
    own = next((name.removeprefix(prefix) for prefix in _OWN if name.startswith(prefix)), name)
    if not _NAME.fullmatch(own) or len(own) > LENGTH_MAX:
        message = f"{name!r} cannot be a plugin's name: lower-case words joined by '-' or '_', {LENGTH_MAX} characters"
        raise CommandFailed(f"{message} at most{_advice(own)}")
    for candidate in installed():
        if module_of(candidate.name) == module_of(own):
            raise CommandFailed(f"The name {own!r} is taken by the plugin that {candidate.distribution} has installed.")
    if find_spec(module_of(own)) is not None:
        raise CommandFailed(f"The name {own!r} is taken: there is a module {module_of(own)} already.")
    return own


def check_key(name: str) -> None:
    """
    Check that the gift of a plugin of this name would be the only one of its key.

    Raises:
        CommandFailed: a bundled plugin offers a gift of that key, and every server loads that.
    """
    bundled = [each for each in installed() if each.bundled]
    for plugin, gift_type in load_plugins(Policy(everything=True), bundled).gift_types:
        if gift_type.key == key_of(name):
            raise CommandFailed(
                f"The gift type {gift_type.key!r} is already offered by the plugin {plugin!r}: choose another name,"
                f" such as my-{name}."
            )


def distribution_of(name: str) -> str:
    """Return the name of a plugin's distribution, as an index writes it."""
    return f"{PROJECT}-{name.replace('_', '-')}"


def module_of(name: str) -> str:
    """Return the name of a plugin's module."""
    return f"{PROJECT}_{key_of(name)}"


def key_of(name: str) -> str:
    """Return what a plugin's name is within Python and as the key of a gift."""
    return name.replace("-", "_")


def words_of(name: str) -> list[str]:
    """Return the words of a name, each with a capital."""
    return [word.capitalize() for word in re.split(r"[_-]", name)]


def largesse_requirement() -> str:
    """Return what a plugin requires of Largesse: this minor version, or a later one."""
    major, minor, *_ = metadata.version(PROJECT).split(".")
    return f"{PROJECT}>={major}.{minor}"


def _advice(name: str) -> str:
    near = re.sub(r"[^a-z0-9]+", "-", name.lower()).lstrip("0123456789-")[:LENGTH_MAX].rstrip("-")
    return f"; did you mean {near!r}?" if near else "."
