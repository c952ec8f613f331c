"""
The failure of a command, and how any that an operator can mend is told.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console

from largesse.errors import LargesseError


@dataclass(eq=False)
class CommandFailed(LargesseError):
    """The command could not do what it is for; the reason is a whole sentence."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def told(error: LargesseError) -> int:
    """Tell a failure in one sentence on standard error, and return the exit code."""
    Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(f"largesse: {error.message}")
    return 1
