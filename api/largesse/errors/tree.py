"""
What every error of Largesse is: mended by an operator, decided against, not done, or not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from largesse.sentences import ended


class LargesseError(Exception):
    """The root of every error that Largesse raises on purpose."""

    code: ClassVar[str] = "ERROR"

    @property
    def message(self) -> str:
        """One sentence for the person who reads it."""
        return str(self)


@dataclass(eq=False)
class ConfigurationError(LargesseError):
    """Something is set up in a way that the server cannot start with."""

    code: ClassVar[str] = "CONFIGURATION"
    reason: str

    def __str__(self) -> str:
        return self.reason


class Refusal(LargesseError):
    """A deed that was decided against: no row, no event and no key is left of it."""

    code: ClassVar[str] = "REFUSED"


@dataclass(eq=False)
class Unavailable(LargesseError):
    """Nothing was written; the same call may succeed later."""

    code: ClassVar[str] = "UNAVAILABLE"
    reason: str = "the database does not answer"

    def __str__(self) -> str:
        return f"{ended(f'Not available now: {self.reason}')} Nothing was changed."


@dataclass(eq=False)
class Overloaded(Unavailable):
    """Too much waits already; nothing was written."""

    code: ClassVar[str] = "OVERLOADED"
    reason: str = "too many calls are waiting"


@dataclass(eq=False)
class OutcomeUnknown(LargesseError):
    """The connection broke after the write was sent; the same call with the same key tells what became of it."""

    code: ClassVar[str] = "OUTCOME_UNKNOWN"
    key: str

    def __str__(self) -> str:
        return "Whether this was done is not known; the same call with the same idempotency key tells."


@dataclass(eq=False)
class AnswerUnread(OutcomeUnknown):
    """It was written, and what came of it cannot be read; the key is empty where only a part of it cannot."""

    key: str = ""

    def __str__(self) -> str:
        return "This was done, but cannot all be read now; the same call with the same idempotency key tells."
