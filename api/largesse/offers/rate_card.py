"""
A region's rules from an instant on: what coins cost, what creators earn, what diamonds are worth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from largesse.money import CURRENCIES, ZERO, Ratio

if TYPE_CHECKING:
    from largesse.clock import Instant

_REGION = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
_TEXT_LENGTH_MAX = 2_000


class Channel(Enum):
    """Where coins are bought."""

    WEB = "WEB"
    """The platform's own pages; the buyer may withdraw."""
    IOS = "IOS"
    """Apple's store, which remits the tax."""
    ANDROID = "ANDROID"
    """Google's store, which remits the tax."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoinPack:
    """
    So many coins for so much money in one channel.

    Args:
        channel: where it is sold.
        coins: how many coins.
        price_units: what the buyer pays, tax included, in minor units of the card's currency.
        tax: the part of the price that is tax, as a ratio of the price.
        fee: the part of the price after tax that the channel keeps.
    """

    channel: Channel
    coins: int
    price_units: int
    tax: Ratio = ZERO
    fee: Ratio = ZERO

    def __post_init__(self) -> None:
        """Check that amounts are positive and ratios below one."""
        if self.coins < 1 or self.price_units < 1:
            message = "a pack has at least one coin and a price of at least one minor unit"
            raise ValueError(message)
        for ratio in (self.tax, self.fee):
            _check_share(ratio, "tax and fee")


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCard:
    """
    The rates of a region from an instant on.

    Args:
        version: 1, 2, 3, … within the region, in the order of `holds_from`.
        holds_from: from when it holds, in microseconds since the epoch.
        list_price: minor units of the currency for one coin, tax included, as shown beside every coin price.
        creator_share: the part of a gift's coins that becomes the creator's diamonds.
        payout_value: minor units of the currency that one diamond is paid out at.
        payout_fee: the part of a payout that its channel costs the creator.
        payout_minimum_units: the least payout, in minor units.
        holding_days: days until diamonds mature.
        withdrawal_days: days in which unspent web coins may be given back.
        notice_days: days of notice before a worse card may follow this one.
        packs: what is sold.
        derivation: how the share was found, step by step, in words and numbers.
        reason: why the card is as it is, or what changed, in words.
        statutory: the change is the law's, and needs no notice.
    """

    version: int
    holds_from: Instant
    list_price: Ratio
    creator_share: Ratio
    payout_value: Ratio
    payout_fee: Ratio = ZERO
    payout_minimum_units: int
    holding_days: int
    withdrawal_days: int = 0
    notice_days: int
    packs: tuple[CoinPack, ...]
    derivation: tuple[str, ...]
    reason: str
    statutory: bool = False

    def __post_init__(self) -> None:
        """Check every field, so that a card that exists is one that can be paid by."""
        _check_share(self.creator_share, "creator_share", whole=True)
        _check_share(self.payout_fee, "payout_fee")
        for ratio, name in ((self.list_price, "list_price"), (self.payout_value, "payout_value")):
            if ratio.numerator < 1 or ratio.denominator < 1:
                message = f"{name} must be more than zero"
                raise ValueError(message)
        days = (self.holding_days, self.withdrawal_days, self.notice_days)
        if self.version < 1 or self.payout_minimum_units < 1 or min(days) < 0:
            message = "version and payout_minimum_units start at 1, days at 0"
            raise ValueError(message)
        if not self.reason.strip() or not self.derivation or len(self.reason) > _TEXT_LENGTH_MAX:
            message = "a card says its derivation and, in 2,000 characters at most, its reason"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """
    A place with rules of its own.

    Args:
        code: ISO 3166 of a country (`JP`) or subdivision (`US-CA`), or the two letters of a bloc (`EU`).
        name: its English name.
        currency: ISO 4217.
        time_zone: the IANA zone in which its days are counted.
        countries: the members, if it is a bloc.
        cards: its rate cards, oldest first, versions 1, 2, 3, …
    """

    code: str
    name: str
    currency: str
    time_zone: str
    countries: frozenset[str] = frozenset()
    cards: tuple[RateCard, ...]

    def __post_init__(self) -> None:
        """Check codes, currency, zone, and that the cards follow each other."""
        if not all(_REGION.fullmatch(code) for code in (self.code, *self.countries)):
            message = f"region {self.code!r}: a code is not of ISO 3166"
            raise ValueError(message)
        if self.currency not in CURRENCIES:
            message = f"region {self.code!r}: {self.currency!r} is not a currency of ISO 4217"
            raise ValueError(message)
        if self.time_zone not in available_timezones():
            message = f"region {self.code!r}: there is no time zone {self.time_zone!r}"
            raise ValueError(message)
        instants = [card.holds_from for card in self.cards]
        versions = [card.version for card in self.cards]
        if not versions or versions != list(range(1, len(versions) + 1)) or sorted(set(instants)) != instants:
            message = f"region {self.code!r}: cards are versions 1, 2, 3, … with later and later instants"
            raise ValueError(message)

    @property
    def rank(self) -> int:
        """How near it is to a place: 0 a subdivision, 1 a country, 2 a bloc; the lowest wins."""
        if self.countries:
            return 2
        return 0 if "-" in self.code else 1


def _check_share(ratio: Ratio, name: str, *, whole: bool = False) -> None:
    below = ratio.numerator <= ratio.denominator if whole else ratio.numerator < ratio.denominator
    if ratio.numerator < 0 or ratio.denominator < 1 or not below:
        message = f"{name} must be a part of one, not {ratio}"
        raise ValueError(message)
