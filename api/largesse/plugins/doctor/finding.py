"""
A finding: one thing that is wrong with a plugin, and how to mend it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How much a finding matters."""

    ERROR = "ERROR"
    """The plugin is not loaded, or refuses gifts."""
    WARNING = "WARNING"
    """It is loaded, and somebody will notice."""


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing that is wrong.

    Args:
        severity: how much it matters.
        reason: what is wrong, in one line.
        remedy: how to mend it, in one line.
    """

    severity: Severity
    reason: str
    remedy: str

    @classmethod
    def error(cls, reason: str, remedy: str) -> Finding:
        """Return a finding for which a plugin is not loaded, or refuses gifts."""
        return cls(Severity.ERROR, reason, remedy)

    @classmethod
    def warning(cls, reason: str, remedy: str) -> Finding:
        """Return a finding that somebody will notice."""
        return cls(Severity.WARNING, reason, remedy)
