"""
The failure of a command that is nobody's setting to mend.
"""

from __future__ import annotations

from dataclasses import dataclass

from largesse.errors import LargesseError


@dataclass(eq=False)
class CommandFailed(LargesseError):
    """The command could not do what it is for; the reason is a whole sentence."""

    reason: str

    def __str__(self) -> str:
        return self.reason
