"""
What a gift costs, where that is more than one number: prices by date, and prices that a plugin works out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from largesse.clock import Instant

PRICE_COINS_MAX = 1_000_000
REASON_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedPrice:
    """
    A price from an instant on.

    Args:
        holds_from: from when it holds, in microseconds since the epoch.
        price_coins: the price of one, from 1 to 1,000,000 coins.
    """

    holds_from: Instant
    price_coins: int

    def __post_init__(self) -> None:
        """Check the price."""
        check_price(self.price_coins)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceQuestion:
    """
    What a gift type that prices itself is asked: all that a price may depend on.

    Who sends is not told: a gift costs everybody the same.

    Args:
        gift_type: the key of the gift type.
        variant: the key of the variant; None if the gift type has none.
        quantity: how many are to be sent at once.
        price_coins: the nominal price of one, in force at `now`, in coins.
        room_id: in which room, as a uuid.
        room_opened_at: when that room was opened, in microseconds since the epoch.
        recipient_region: ISO 3166 of the recipient; None if unknown.
        now: the instant at which it is asked, in microseconds since the epoch.
    """

    gift_type: str
    variant: str | None
    quantity: int
    price_coins: int
    room_id: str
    room_opened_at: Instant
    recipient_region: str | None
    now: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """
    What a gift type that prices itself asks for.

    Args:
        coins: the price of one, from 1 to 1,000,000 coins; the total is that times the quantity.
        holds_until: the first instant at which it does not hold any more, in microseconds since the epoch; after
            the question's `now`, by a day at most. A price that has lapsed when the gift is committed is asked anew.
        reason: why it is what it is, in 200 printable characters at most, as the sender is shown it; may be empty.
    """

    coins: int
    holds_until: Instant
    reason: str = ""

    def __post_init__(self) -> None:
        """Check the price and the length of the reason."""
        check_price(self.coins, "coins")
        if len(self.reason) > REASON_LENGTH_MAX:
            message = f"a reason has {REASON_LENGTH_MAX} characters at most"
            raise ValueError(message)


def check_price(coins: object, field: str = "price_coins") -> None:
    """
    Check the price of one gift.

    Args:
        coins: what should be one.
        field: what its author knows it by.

    Raises:
        ValueError: it is not a whole number of coins from 1 to 1,000,000.
    """
    if not is_whole(coins) or not 1 <= coins <= PRICE_COINS_MAX:
        message = f"{field} must be a whole number from 1 to {PRICE_COINS_MAX}, not {coins!r}"
        raise ValueError(message)


def is_whole(number: object) -> TypeGuard[int]:
    """Tell whether something is an int, and not a bool, which Python takes for one."""
    return isinstance(number, int) and not isinstance(number, bool)
