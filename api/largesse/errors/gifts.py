"""
Refusals of gifts: of what is given, at which price, by whom, and what is taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from largesse.errors.tree import Refusal


@dataclass(eq=False)
class GiftTypeUnknown(Refusal):
    """No gift type on offer has this key."""

    code: ClassVar[str] = "GIFT_TYPE_UNKNOWN"
    gift_type: str

    def __str__(self) -> str:
        return f"There is no gift type {self.gift_type!r} on offer."


@dataclass(eq=False)
class GiftVariantUnknown(Refusal):
    """The gift type is on offer, and comes in no variant of this key."""

    code: ClassVar[str] = "GIFT_VARIANT_UNKNOWN"
    gift_type: str
    variant: str

    def __str__(self) -> str:
        return f"The gift type {self.gift_type!r} has no variant {self.variant!r}."


@dataclass(eq=False)
class QuantityOutOfRange(Refusal):
    """The quantity is not between one and the gift type's maximum."""

    code: ClassVar[str] = "QUANTITY_OUT_OF_RANGE"
    quantity: int
    quantity_max: int

    def __str__(self) -> str:
        return f"The quantity must be from 1 to {self.quantity_max}, not {self.quantity}."


@dataclass(eq=False)
class PriceChanged(Refusal):
    """The total that the caller saw is not the total now; both in coins."""

    code: ClassVar[str] = "PRICE_CHANGED"
    price_seen: int
    price_coins: int

    def __str__(self) -> str:
        return f"The price is {self.price_coins} coins, not {self.price_seen}."


@dataclass(eq=False)
class NotEligible(Refusal):
    """
    Sender or recipient may not give or receive this gift type.

    `party` is `sender` or `recipient`; `reason` is `AGE_UNKNOWN`, `AGE`, `REGION_UNKNOWN`, `REGION`, `LEVEL_UNKNOWN`,
    `LEVEL`, `ROOM`, `NOT_YET` or `OVER`; `required` says what would do.
    """

    code: ClassVar[str] = "NOT_ELIGIBLE"
    gift_type: str
    party: str
    reason: str
    required: str

    def __str__(self) -> str:
        return f"The {self.party} is not eligible for {self.gift_type!r} ({self.reason}): {self.required}."


class GiftToSelf(Refusal):
    """Sender and recipient are the same person."""

    code: ClassVar[str] = "GIFT_TO_SELF"

    def __str__(self) -> str:
        return "Nobody can send a gift to themselves."


@dataclass(eq=False)
class AlreadyReversed(Refusal):
    """Less of this gift is left than was asked to be reversed; both in units of quantity."""

    code: ClassVar[str] = "ALREADY_REVERSED"
    gift_id: str
    remaining: int
    asked: int

    def __str__(self) -> str:
        return f"{self.remaining} of this gift are left to reverse, not {self.asked}."
