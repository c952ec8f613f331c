"""
Refusals of a call as it was made: by whom, of what, and under which key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from largesse.errors.tree import Refusal
from largesse.sentences import ended


@dataclass(eq=False)
class InvalidInput(Refusal):
    """A value that can never be right, at a path of the input."""

    code: ClassVar[str] = "INVALID_INPUT"
    path: str
    reason: str

    def __str__(self) -> str:
        return ended(f"{self.path}: {self.reason}")


@dataclass(eq=False)
class NotFound(Refusal):
    """Nothing of that kind has this identifier, or the caller may not know of it."""

    code: ClassVar[str] = "NOT_FOUND"
    kind: str
    id: str

    def __str__(self) -> str:
        return f"There is no {self.kind} {self.id!r}."


@dataclass(eq=False)
class Forbidden(Refusal):
    """The caller is known and may not do this."""

    code: ClassVar[str] = "FORBIDDEN"
    needs: str

    def __str__(self) -> str:
        return f"This needs {self.needs}."


class Unauthenticated(Refusal):
    """The call carries no token, and needs one."""

    code: ClassVar[str] = "UNAUTHENTICATED"

    def __str__(self) -> str:
        return "A bearer token is needed."


@dataclass(eq=False)
class KeyReused(Refusal):
    """The caller has used this idempotency key for something else."""

    code: ClassVar[str] = "KEY_REUSED"
    key: str

    def __str__(self) -> str:
        return f"The idempotency key {self.key!r} was used before with another content."


@dataclass(eq=False)
class AmountOutOfRange(Refusal):
    """An amount that does not fit a signed 64-bit integer."""

    code: ClassVar[str] = "AMOUNT_OUT_OF_RANGE"
    limit: int

    def __str__(self) -> str:
        return f"The amount is past the limit of {self.limit}."


@dataclass(eq=False)
class RateLimited(Refusal):
    """Somebody has asked for too much in a minute; `resets_at` is the instant at which the same would do."""

    code: ClassVar[str] = "RATE_LIMITED"
    limit: str
    maximum: int
    resets_at: int

    def __str__(self) -> str:
        return f"The {self.limit} go past {self.maximum} in a minute."
