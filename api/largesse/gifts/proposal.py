"""
What a plugin asks for a gift that it prices itself: checked as it is answered, and held against the batch's instant.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Final, NamedTuple

from largesse.clock import DAY
from largesse.errors import PluginFailed, Refusal
from largesse.offers import Price
from largesse.offers.pricing import PRICE_COINS_MAX, REASON_LENGTH_MAX
from largesse.plugins.shape import deviation

if TYPE_CHECKING:
    from largesse.catalogue import Offer
    from largesse.clock import Instant
    from largesse.offers import PriceQuestion

PRICE_HOLDS_MAX: Final = DAY
"""How long a price may hold: a plugin that is mended or removed shall not be bound for longer."""


class Proposal(NamedTuple):
    """
    What a plugin asks for one gift.

    Args:
        coins: the price of one.
        holds_until: the first instant at which it does not hold any more.
        reason: why it is what it is, in the plugin's words; may be empty.
        plugin: the plugin that priced it.
        version: the version of that plugin; empty if unknown.
        recipient_region: ISO 3166 of whoever would receive it, empty if unknown: another pays another price.
        asked_at: the instant at which it was asked.
    """

    coins: int
    holds_until: Instant
    reason: str
    plugin: str
    version: str
    recipient_region: str
    asked_at: Instant

    def holds(self, now: Instant, recipient_region: str) -> bool:
        """Tell whether it is good for a gift at an instant, to somebody in a region."""
        return now < self.holds_until and recipient_region == self.recipient_region


class ProposalLapsed(Refusal):
    """A proposal does not hold at the batch's instant, or there is none; whoever sends the gift asks anew."""


def asked(offer: Offer, question: PriceQuestion) -> Price:
    """
    Ask a gift type for its price, and check what it answers; this runs the plugin's code, and belongs into its thread.

    Args:
        offer: a gift type that prices itself.
        question: what it may depend on.

    Raises:
        PluginFailed: the answer is no price, or one that cannot be used.
        TypeError: the gift type does not price itself, which is our own mistake.
    """
    if offer.gift_type.pricing is None:
        message = f"{offer.gift_type.key!r} does not price itself"
        raise TypeError(message)
    now = question.now
    answer: object = offer.gift_type.pricing(question)
    if inspect.iscoroutine(answer):
        answer.close()
    problem = problem_of(answer, now)
    if problem is not None or not isinstance(answer, Price):
        raise PluginFailed(offer.plugin, f"the price of {offer.gift_type.key!r} cannot be used: {problem}")
    return answer


def problem_of(answer: object, now: Instant) -> str | None:
    """
    Return why an answer cannot be used as a price, or None if it can.

    Args:
        answer: whatever a plugin answered; `Price` has checked itself only where it was made as one makes it.
        now: the instant at which it was asked.
    """
    problem = deviation(answer, Price, "it")
    if problem is not None or not isinstance(answer, Price):
        return problem
    if not 1 <= answer.coins <= PRICE_COINS_MAX:
        return f"its coins must be from 1 to {PRICE_COINS_MAX}, not {answer.coins}"
    if answer.holds_until <= now:
        return "it does not hold even when it is asked"
    if answer.holds_until > now + PRICE_HOLDS_MAX:
        return "it holds for more than a day"
    if len(answer.reason) > REASON_LENGTH_MAX or not answer.reason.isprintable():
        return f"its reason must be {REASON_LENGTH_MAX} printable characters at most"
    return None
