"""
What coins and diamonds are worth by a rate card: one code for the quote and for the payment.

All of it is integer arithmetic; each formula says where it rounds, and in whose favour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from largesse.money import DIAMONDS_PER_COIN, ONE, Ratio, checked, split

if TYPE_CHECKING:
    from largesse.offers import RateCard


class Split(NamedTuple):
    """
    A gift's coins as diamonds, in millionths: the three parts add up to the gross.

    Args:
        creator_diamonds: what the creator earns.
        platform_diamonds: what stays with the platform.
        residue: what the rounding of both left over, none or one unit.
        gross: all of it.
    """

    creator_diamonds: int
    platform_diamonds: int
    residue: int
    gross: int


class PayoutValue(NamedTuple):
    """
    What diamonds are worth in money.

    Args:
        units: whole minor units of the card's currency.
        remainder: the part of a minor unit that is left, as an exact fraction in lowest terms such as `1/3`.
    """

    units: int
    remainder: str


class PayoutQuote(NamedTuple):
    """
    What a payout of diamonds would bring; money in minor units of the card's currency.

    Args:
        diamonds: what would be paid out, in millionths of a diamond.
        gross_units: what they are worth.
        fee_units: what the payout's channel costs.
        net_units: what arrives; gross less fee.
        remainder: the part of a minor unit that the gross left out, as an exact fraction.
        minimum_units: the least payout.
        minimum_met: whether the net is at least that.
    """

    diamonds: int
    gross_units: int
    fee_units: int
    net_units: int
    remainder: str
    minimum_units: int
    minimum_met: bool


def split_of(card: RateCard, coins: int, earns: Ratio = ONE) -> Split:
    """
    Divide a gift's coins between creator and platform.

    gross = coins x 1,000,000 (millionths of a diamond); creator = floor(gross x creator_share x earns); platform =
    floor(gross x (1 - creator_share x earns)); residue = gross - creator - platform, which is 0 or 1. Both parts are
    rounded down, in nobody's favour: the residue is booked by name.

    Args:
        card: the creator's card in force.
        coins: a non-negative number of coins.
        earns: the part of its value that a coin earns the creator: one if it was paid for, what its issue says if it
            was free.

    Raises:
        AmountOutOfRange: the gross does not fit a signed 64-bit integer.
        ValueError: coins are negative, or `earns` is more than one.
    """
    if coins < 0 or not 0 <= earns.numerator <= earns.denominator:
        message = f"{coins} coins that earn {earns} cannot be divided"
        raise ValueError(message)
    gross = checked(coins * DIAMONDS_PER_COIN)
    creator = card.creator_share.times(earns)
    platform = Ratio(creator.denominator - creator.numerator, creator.denominator)
    (creator_diamonds, platform_diamonds), residue = split(gross, (creator, platform))
    return Split(creator_diamonds, platform_diamonds, residue, gross)


def payout_value_of(card: RateCard, diamonds: int) -> PayoutValue:
    """
    Return what diamonds are paid out at.

    units = floor(diamonds x payout_value / 1,000,000): rounded down to whole minor units; the remainder is told
    exactly, and units + remainder is the whole value.

    Args:
        card: the card under which the diamonds were earned.
        diamonds: a non-negative number, in millionths of a diamond.
    """
    divisor = card.payout_value.denominator * DIAMONDS_PER_COIN
    units, rest = divmod(diamonds * card.payout_value.numerator, divisor)
    return PayoutValue(checked(units), str(Ratio(rest, divisor).times(ONE)))


def list_price_of(card: RateCard, coins: int) -> int:
    """
    Return the price of coins as shown beside every coin price, tax included, in minor units of the card's currency.

    ceil(coins x list_price): rounded up to whole minor units, so that nobody is told less than what it costs.

    Args:
        card: the viewer's card in force.
        coins: a non-negative number of coins.
    """
    return checked(-(-coins * card.list_price.numerator // card.list_price.denominator))


def payout_quote(card: RateCard, diamonds: int) -> PayoutQuote:
    """
    Return what a payout of diamonds that were all earned under one card would bring.

    gross as `payout_value_of` rounds it, down; fee = floor(gross x payout_fee): rounded down, in the creator's favour;
    net = gross - fee. The minimum is compared with the net, after fees.

    Args:
        card: the card under which the diamonds were earned.
        diamonds: a non-negative number, in millionths of a diamond.
    """
    gross_units, remainder = payout_value_of(card, diamonds)
    fee_units = card.payout_fee.floor_of(gross_units)
    net_units = gross_units - fee_units
    minimum_units = card.payout_minimum_units
    return PayoutQuote(
        diamonds=diamonds,
        gross_units=gross_units,
        fee_units=fee_units,
        net_units=net_units,
        remainder=remainder,
        minimum_units=minimum_units,
        minimum_met=net_units >= minimum_units,
    )
