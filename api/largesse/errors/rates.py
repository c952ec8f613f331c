"""
Refusals for want of a rate, and of plugins that this depends on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from largesse.errors.tree import Refusal
from largesse.sentences import ended


@dataclass(eq=False)
class RateCardMissing(Refusal):
    """No rate card, or more than one, is in force for a region; an empty region is an unknown one."""

    code: ClassVar[str] = "RATE_CARD_MISSING"
    region: str
    reason: str

    def __str__(self) -> str:
        return ended(f"No rate card can be used for region {self.region!r}: {self.reason}")


@dataclass(eq=False)
class ExchangeRateMissing(Refusal):
    """No rate, or more than one, can be told of two currencies of ISO 4217."""

    code: ClassVar[str] = "EXCHANGE_RATE_MISSING"
    base: str
    quote: str
    reason: str

    def __str__(self) -> str:
        return ended(f"There is no exchange rate of {self.base} in {self.quote}: {self.reason}")


@dataclass(eq=False)
class ExchangeRateStale(Refusal):
    """
    The rate of two currencies is too old.

    `as_of` is the instant for which it was published, `stale_at` the one from which it is refused, `now` when it was.
    """

    code: ClassVar[str] = "EXCHANGE_RATE_STALE"
    base: str
    quote: str
    plugin: str
    as_of: int
    stale_at: int
    now: int

    @property
    def age_seconds(self) -> int:
        """Return how old the rate is, in whole seconds."""
        return (self.now - self.as_of) // 1_000_000

    @property
    def stale_seconds(self) -> int:
        """Return for how long it has been too old, in whole seconds."""
        return (self.now - self.stale_at) // 1_000_000

    def __str__(self) -> str:
        return (
            f"The exchange rate of {self.base} in {self.quote} is {self.age_seconds} seconds old, and has been stale"
            f" for {self.stale_seconds}."
        )


@dataclass(eq=False)
class PluginFailed(Refusal):
    """A plugin that this depends on raised, was late or answered nonsense."""

    code: ClassVar[str] = "PLUGIN_FAILED"
    plugin: str
    reason: str

    def __str__(self) -> str:
        return ended(f"The plugin {self.plugin!r} failed: {self.reason}")


@dataclass(eq=False)
class PluginNotRestorable(Refusal):
    """A plugin that was not loaded when the server started, so that there is nothing to call again."""

    code: ClassVar[str] = "PLUGIN_NOT_RESTORABLE"
    plugin: str
    reason: str

    def __str__(self) -> str:
        return ended(f"The plugin {self.plugin!r} was not loaded when the server started: {self.reason}")
