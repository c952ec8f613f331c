"""
From a price to a rate card: what tax and channel leave of a coin, and how it is shared, in exact figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from largesse import Channel, CoinPack, RateCard, Ratio, instant_of

if TYPE_CHECKING:
    from datetime import datetime

PACK_COINS = (100, 500, 1_000, 5_000, 10_000)
"""How many coins are sold together; an example."""


class ChannelTerms(NamedTuple):
    """What a channel charges: its price as a part of the list price, its fee after tax, and who says so."""

    price: Fraction
    fee: Fraction
    said: str


CHANNELS: dict[Channel, ChannelTerms] = {
    Channel.WEB: ChannelTerms(Fraction(9, 10), Fraction(3, 100), "an example of a card processor's fee"),
    Channel.IOS: ChannelTerms(
        Fraction(1), Fraction(30, 100), "Apple Developer Program License Agreement, schedule 2, section 3.4"
    ),
    Channel.ANDROID: ChannelTerms(
        Fraction(1),
        Fraction(15, 100),
        "Google Play Console Help, service fees: the first million US dollars of a year, as of January 2026",
    ),
}
"""
Coins cost a tenth less on the web, since no store takes its part there; that discount is an example.

The stores' fees are their general ones as published at the beginning of 2026. Both have others by country, programme
and size, and Google has announced others from 30 June 2026 on for the European Economic Area, the United Kingdom and
the United States: a platform that falls under them offers a next card.
"""

DEAREST = Channel.IOS
"""The channel that leaves least; what a diamond is worth is reckoned on it, so that it is covered in each of them."""


class Tax(NamedTuple):
    """The tax in a price: its part of the price, and the law that says so."""

    part: Fraction
    said: str


class Withdrawal(NamedTuple):
    """For how many days unspent web coins may be given back, and the law that says so."""

    days: int
    said: str


NO_WITHDRAWAL = Withdrawal(0, "an example that grants none; ask a lawyer of the place")


def tax_on_top(percent: Fraction | int, said: str) -> Tax:
    """Return the tax of so many per cent of the price before tax, as a part of the price with it."""
    rate = Fraction(percent) / 100
    return Tax(rate / (1 + rate), said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """
    All that a card is derived from; each figure stands here once.

    Args:
        holds_from: from when the card holds; an aware datetime.
        unit: the English name of the currency's minor unit, in the plural.
        list_price: minor units for one coin, tax included.
        tax: the tax in that price.
        share_of_net: the creator's part of what tax and the dearest channel leave.
        payout_fee: the part of a payout that its channel costs the creator.
        payout_minimum_units: the least payout, in minor units.
        holding_days: days until diamonds mature.
        withdrawal: the right to give unspent web coins back.
        notice_days: days of notice before a worse card.
        reason: why the card is as it is, in words.
    """

    holds_from: datetime
    unit: str
    list_price: Fraction
    tax: Tax
    share_of_net: Fraction
    payout_fee: Fraction
    payout_minimum_units: int
    holding_days: int = 21
    withdrawal: Withdrawal = NO_WITHDRAWAL
    notice_days: int = 30
    reason: str


def rate_card(version: int, terms: Terms) -> RateCard:
    """
    Return the card that follows from terms.

    A diamond is paid out at what one coin leaves after tax and the dearest channel's fee, and the creator's share of
    the coins is the creator's share of that net. So share times payout value is the creator's money for a coin.
    """
    return RateCard(
        version=version,
        holds_from=instant_of(terms.holds_from),
        list_price=_ratio(terms.list_price),
        creator_share=_ratio(terms.share_of_net),
        payout_value=_ratio(net_of(terms, DEAREST)),
        payout_fee=_ratio(terms.payout_fee),
        payout_minimum_units=terms.payout_minimum_units,
        holding_days=terms.holding_days,
        withdrawal_days=terms.withdrawal.days,
        notice_days=terms.notice_days,
        packs=tuple(_pack(terms, channel, coins) for channel in CHANNELS for coins in PACK_COINS),
        derivation=_derivation(terms),
        reason=f"{terms.reason} Withdrawal, {terms.withdrawal.days} days: {terms.withdrawal.said}.",
    )


def net_of(terms: Terms, channel: Channel) -> Fraction:
    """Return what a channel's price for one coin leaves after tax and its fee, in minor units."""
    price, fee, _ = CHANNELS[channel]
    return terms.list_price * price * (1 - terms.tax.part) * (1 - fee)


def _pack(terms: Terms, channel: Channel, coins: int) -> CoinPack:
    price, fee, _ = CHANNELS[channel]
    total = terms.list_price * price * coins
    if total.denominator != 1:
        message = f"{coins} coins would cost {total} {terms.unit}, which nobody can pay"
        raise ValueError(message)
    return CoinPack(
        channel=channel, coins=coins, price_units=total.numerator, tax=_ratio(terms.tax.part), fee=_ratio(fee)
    )


def _derivation(terms: Terms) -> tuple[str, ...]:
    fees = {channel: said.fee for channel, said in CHANNELS.items()}
    quoted = ", ".join(f"{channel.value} {said.fee} ({said.said})" for channel, said in CHANNELS.items())
    tax_units = terms.list_price * terms.tax.part
    taxed = terms.list_price - tax_units
    net = net_of(terms, DEAREST)
    creator = net * terms.share_of_net
    kept = ", ".join(f"{channel.value} {_figure(net_of(terms, channel) - creator)}" for channel in CHANNELS)
    return (
        f"List price: {_figure(terms.list_price)} {terms.unit} for one coin, tax included; an example.",
        f"Tax: {terms.tax.part} of it, {_figure(tax_units)}, leaves {_figure(taxed)} ({terms.tax.said}).",
        f"Channel fee: {fees[DEAREST]} of that in the dearest channel, {_figure(taxed - net)}; all: {quoted}.",
        f"Net: {_figure(net)} in that channel; one diamond is paid out at this.",
        f"Creator: {terms.share_of_net} of the net, {_figure(creator)} for one coin; the share is an example.",
        f"Platform: what is left of one coin at each channel's price, {kept}; its own costs come out of it.",
        _rounding(terms.unit),
    )


def _rounding(unit: str) -> str:
    return (
        f"Rounding: list prices go up to whole {unit}; diamonds go down to a millionth, what they are paid out at"
        f" down to whole {unit}, of which the rest is made up when they mature, and a payout's fee down."
    )


def _figure(number: Fraction) -> str:
    """Return `1.3` for what decimals can say, else a rounded-down decimal and the exact ratio: `0.7647… (13/17)`."""
    places = 6
    scaled, rest = divmod(number.numerator * 10**places, number.denominator)
    whole, decimals = divmod(scaled, 10**places)
    text = f"{whole}.{decimals:0{places}d}".rstrip("0").rstrip(".")
    return text if rest == 0 else f"{text}… ({number})"


def _ratio(number: Fraction) -> Ratio:
    return Ratio(number.numerator, number.denominator)
