"""
Bounds: how much of a kind one caller may have at the same time, whichever doors it comes through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.web.callers.lanes import Lanes
from largesse.web.codes import Code
from largesse.web.faults import RequestFault, error_of

if TYPE_CHECKING:
    from types import TracebackType

    from largesse.settings import Settings

_RETRY_SECONDS = 1
"""When a place will be free is for the caller to know; a second later is soon enough to ask again."""


class Bounds:
    """
    What is bounded for each caller, or for each address without a token.

    Args:
        settings: the bounds.
    """

    def __init__(self, settings: Settings) -> None:
        self.sockets = Bound("open sockets", settings.caller_sockets_max)
        self.streams = Bound("open streams", settings.caller_streams_max)
        self.subscriptions = Bound("open subscriptions", settings.caller_subscriptions_max)
        self.operations = Bound("pending operations", settings.caller_operations_max)
        self.lanes = Lanes(settings.caller_cost_at_once_max)


class Bound:
    """
    A bound on one kind of thing.

    Args:
        limit: its name, as errors say it.
        maximum: how many one caller may have at the same time.
    """

    def __init__(self, limit: str, maximum: int) -> None:
        self.limit = limit
        self.maximum = maximum
        self._held: dict[str, int] = {}

    def __len__(self) -> int:
        """How many are held, by all callers together."""
        return sum(self._held.values())

    def held(self, name: str) -> Place:
        """
        Return a place for one more of a caller's, which is taken now and free when its context is left.

        Args:
            name: in whose name it counts (`name_of`).

        Raises:
            RequestFault: 429: the caller has as many as it may.
        """
        count = self._held.get(name, 0)
        if count >= self.maximum:
            message = f"A caller has at most {self.maximum} {self.limit} at the same time."
            error = error_of(Code.LIMIT_EXCEEDED, message, limit=self.limit, maximum=self.maximum)
            raise RequestFault(429, [error], {"Retry-After": str(_RETRY_SECONDS)})
        self._held[name] = count + 1
        return Place(self, name)

    def free(self, name: str) -> None:
        """Count one less; a caller that has none left is forgotten."""
        count = self._held[name] - 1
        if count:
            self._held[name] = count
        else:
            del self._held[name]


class Place:
    """A place within a bound, for as long as the context lasts."""

    __slots__ = ("_bound", "_name")

    def __init__(self, bound: Bound, name: str) -> None:
        self._bound = bound
        self._name = name

    def __enter__(self) -> None:
        """Take nothing more: the place is taken since it was asked for."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Free the place."""
        self._bound.free(self._name)
