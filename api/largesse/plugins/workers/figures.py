"""
What is told of plugins while the server runs: how they stand, and how their calls went.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from largesse.clock import Instant
    from largesse.plugins.report import PluginReport


@dataclass(frozen=True, slots=True, kw_only=True)
class HookFigures:
    """
    The calls of one hook that this node has made since it started.

    Args:
        hook: what was called.
        calls: how many were made.
        faults: how many of them raised, were late or answered what was found wrong.
        seconds: how long all of them took together.
    """

    hook: str
    calls: int
    faults: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    How a plugin stands now.

    Args:
        report: what became of it, with the state and the reason of this moment.
        callable: whether it was loaded, and is called unless it is in quarantine by now.
        quarantined_at: since when it is in quarantine, if it was put there while the server ran; else none.
        hooks: its calls, by hook.
    """

    report: PluginReport
    callable: bool = True
    quarantined_at: Instant | None = None
    hooks: tuple[HookFigures, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """
    How many faults put a plugin in quarantine.

    Args:
        faults: so many of them, of all its hooks together,
        seconds: within so many seconds.
    """

    faults: int = 5
    seconds: float = 60.0
