"""
What a plugin has to say to a message before a room sees it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.clock import Instant

VERDICT_REASON_LENGTH_MAX = 200
_KEY = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
_KEY_LENGTH_MAX = 64


class Ruling(Enum):
    """What becomes of a message, the mildest first."""

    ALLOW = "ALLOW"
    """The room sees it at once."""
    HOLD = "HOLD"
    """Moderators look at it first; until then they and its sender alone see it."""
    REFUSE = "REFUSE"
    """It is not sent, and kept nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageQuestion:
    """
    What a moderator is asked: all that a verdict may depend on.

    Args:
        text: the message as the room would see it: 1 to 300 letters in one line, in Unicode's normal form C, without
            control characters.
        room_id: in which room, as a uuid.
        sender_id: whose it is, as a uuid that stands for the person and tells nothing of them.
        sender_locale: BCP 47 of the sender's language; None if unknown. They may write in any other.
        now: the instant at which it is asked, in microseconds since the epoch.
    """

    text: str
    room_id: str
    sender_id: str
    sender_locale: str | None
    now: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What a moderator says of a message; made by `Verdict.allow()`, `Verdict.hold(reason)` or `Verdict.refuse(reason)`.

    Args:
        ruling: what becomes of it.
        reason: why, in 1 to 200 printable characters; of a refusal the sender is told, of a message that is held
            moderators and the sender. It is kept where the text is not, and does not quote it. Empty for what is
            allowed.
    """

    ruling: Ruling
    reason: str = ""

    def __post_init__(self) -> None:
        """Check that whatever is not allowed has a reason."""
        problem = verdict_problem(self)
        if problem is not None:
            raise ValueError(problem)

    @classmethod
    def allow(cls) -> Self:
        """Return that the room may see it."""
        return cls(ruling=Ruling.ALLOW)

    @classmethod
    def hold(cls, reason: str) -> Self:
        """Return that moderators are to look at it first."""
        return cls(ruling=Ruling.HOLD, reason=reason)

    @classmethod
    def refuse(cls, reason: str) -> Self:
        """Return that it is not sent."""
        return cls(ruling=Ruling.REFUSE, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderator:
    """
    Something that judges messages before a room sees them.

    Several may judge the same message: the strictest verdict holds.

    Args:
        key: unique among all moderators, lower-case words joined by `-` or `_`, 64 characters at most.
        judge: answers a question with a verdict; a plain function, the same for the same question, called in a thread
            of the plugin's own, with the deadline of 50 ms that every question to a plugin has.
    """

    key: str
    judge: Callable[[MessageQuestion], Verdict]

    def __post_init__(self) -> None:
        """Check the key."""
        if len(self.key) > _KEY_LENGTH_MAX or not _KEY.fullmatch(self.key):
            message = f"the key of a moderator is lower-case words joined by '-' or '_', not {self.key!r}"
            raise ValueError(message)


def verdict_problem(verdict: Verdict) -> str | None:
    """Return why a verdict cannot be used, or None if it can."""
    if verdict.ruling is Ruling.ALLOW:
        return "what is allowed needs no reason" if verdict.reason else None
    if not verdict.reason.strip():
        return "whatever is not allowed needs a reason"
    if len(verdict.reason) > VERDICT_REASON_LENGTH_MAX or not verdict.reason.isprintable():
        return f"a reason must be {VERDICT_REASON_LENGTH_MAX} printable characters at most"
    return None
