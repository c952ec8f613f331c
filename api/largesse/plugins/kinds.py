"""
The kinds of hooks, and what is specified of each hook beside its signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from largesse.plugins.marker import hookspec
from largesse.plugins.policy import DEADLINE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

Specified = TypeVar("Specified", bound="Callable[..., object]")

TELLING_SECONDS = 5.0
"""How long one telling may take."""
_FACTS = "largesse_facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class HookKind:
    """
    What holds of every hook of a kind, in words.

    Args:
        name: what a hook of it is called.
        called: when it is called, and how.
        deadline: how long it may take.
        fails: what happens when it raises, is late, or answers anything else than it may.
    """

    name: str
    called: str
    deadline: str
    fails: str


OFFER = HookKind(
    name="offer",
    called="Once, when a server starts, in a thread of the plugin's own, after the plugin was imported and its"
    " configuration validated. It must be a plain function, and answer the same on every node and at every start: no"
    " network and no chance.",
    deadline=f"{DEADLINE_SECONDS:g} seconds, for importing the plugin and for all its offers together.",
    fails="Whatever it raises, a late answer and a wrong one put the plugin in quarantine as a whole: nothing of it is"
    " in use, all other plugins load, and `largesse plugins list`, `serverInfo` and `/readyz` tell the reason. With"
    " `--strict` the server does not start.",
)
"""The server asks at its start, and keeps what it is answered."""
TELLING = HookKind(
    name="telling",
    called="After the commit, in the order of the room's facts, by one node for all of a database; after a crash"
    " perhaps once more, so that what must count keeps `room_id` and `offset` of the last fact that it has seen. It is"
    " told of what happens from its first start on, and of nothing that is more than a day old. It may be `async def`:"
    " then it runs on an event loop of the plugin's own.",
    deadline=f"{TELLING_SECONDS:g} seconds for each call.",
    fails="What was done stays done, and nobody waits. Whatever it raises, and a call that is late, is logged under the"
    " plugin's name, counted as its fault and passed over. After too many faults the plugin is put in quarantine;"
    " once it is restored, it is told what happened meanwhile.",
)
"""The server tells what was done, and wants no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookFacts:
    """
    What is specified of a hook beside its signature and docstring.

    Args:
        kind: what it has in common with others.
        since: the version of Largesse that was the first to have it.
        bundled: the package of a bundled plugin that uses it.
    """

    kind: HookKind
    since: str
    bundled: str


def specified(kind: HookKind, *, since: str, bundled: str) -> Callable[[Specified], Specified]:
    """Mark a method as the specification of the hook of its name, with the facts about it."""

    def mark(function: Specified) -> Specified:
        setattr(function, _FACTS, HookFacts(kind=kind, since=since, bundled=bundled))
        return hookspec(function)

    return mark


def facts_of(specification: object) -> HookFacts:
    """
    Return the facts about a hook.

    Raises:
        TypeError: it is no specification of one.
    """
    facts = getattr(specification, _FACTS, None)
    if not isinstance(facts, HookFacts):
        message = f"{specification!r} does not specify a hook"
        raise TypeError(message)
    return facts
