"""
Plugins that break one promise each, made where they are tested.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from largesse import (
    Channel,
    CoinPack,
    ExchangeRate,
    ExchangeRates,
    GiftType,
    Media,
    MessageQuestion,
    Moderator,
    Price,
    PriceQuestion,
    RateCard,
    Ratio,
    Region,
    Tier,
    hookimpl,
)
from largesse.clock import DAY
from largesse.testing import NOON, strategies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

STILL = Path(strategies.__file__).with_name("still.svg")
KITE = GiftType(key="kite", names={"en": "Kite"}, emoji="🪁", price_coins=70, tier=Tier.CHEER, media=Media(still=STILL))
CARD = RateCard(
    version=1,
    holds_from=0,
    list_price=Ratio(2),
    creator_share=Ratio(1, 2),
    payout_value=Ratio(1),
    payout_minimum_units=1,
    holding_days=0,
    notice_days=30,
    packs=(
        CoinPack(channel=Channel.WEB, coins=100, price_units=200),
        CoinPack(channel=Channel.WEB, coins=1_000, price_units=1_900),
    ),
    derivation=("one",),
    reason="the first",
)


class Offering:
    """A plugin that offers what it is made with."""

    LARGESSE_CONTRACT = 0

    def __init__(
        self,
        gift_types: Iterable[GiftType] = (),
        regions: Iterable[Region] = (),
        exchange_rates: Iterable[ExchangeRates] = (),
        moderators: Iterable[Moderator] = (),
    ) -> None:
        self.gift_types, self.regions, self.exchange_rates = gift_types, regions, exchange_rates
        self.moderators = moderators

    @hookimpl
    def largesse_gift_types(self) -> Iterable[GiftType]:
        return self.gift_types

    @hookimpl
    def largesse_regions(self) -> Iterable[Region]:
        return self.regions

    @hookimpl
    def largesse_exchange_rates(self) -> Iterable[ExchangeRates]:
        return self.exchange_rates

    @hookimpl
    def largesse_moderators(self) -> Iterable[Moderator]:
        return self.moderators


def at_its_price(question: PriceQuestion) -> Price:
    """Ask for the nominal price, for an hour."""
    return Price(coins=question.price_coins, holds_until=question.now + 3_600_000_000)


def priced(pricing: Callable[[PriceQuestion], object]) -> Offering:
    """Return a plugin whose kite prices itself."""
    return Offering([replace(KITE, pricing=pricing)])  # type: ignore[arg-type]  # that it answers no price may be its sin


def drawn(directory: Path, svg: str, animation: str = "") -> Offering:
    """Return a plugin whose kite looks like this."""
    still = directory / "kite.svg"
    still.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>', "utf-8")
    moving = None
    if animation:
        moving = directory / "kite.animated.svg"
        moving.write_text(animation, "utf-8")
    return Offering([replace(KITE, media=Media(still=still, animation=moving))])


def carded(*cards: RateCard) -> Offering:
    """Return a plugin with one region of these cards."""
    return Offering(regions=[Region(code="XK", name="X", currency="EUR", time_zone="UTC", cards=cards)])


def rate(quote: str = "USD", **more: object) -> ExchangeRate:
    """Return the rate of a dollar for a euro, fresh at noon."""
    said = {"quote": quote, "rate": Ratio(11, 10), "as_of": NOON - DAY, "stale_at": NOON + DAY, **more}
    return ExchangeRate(**said)  # type: ignore[arg-type]  # a test's own words


def reading(read: Callable[[], object]) -> Offering:
    """Return a plugin with one source of exchange rates."""
    source = ExchangeRates(source="a test", base="EUR", quotes=frozenset({"USD", "JPY"}), read=read)  # type: ignore[arg-type]  # as above
    return Offering(exchange_rates=[source])


def moderating(judge: Callable[[MessageQuestion], object]) -> Offering:
    """Return a plugin with one moderator."""
    return Offering(moderators=[Moderator(key="quiet", judge=judge)])  # type: ignore[arg-type]  # that it answers no verdict may be its sin
