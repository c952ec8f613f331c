"""
What an amount comes to in another currency: integers, with everything that rounding left out told exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from largesse.money import CURRENCIES, ONE, Ratio, checked

if TYPE_CHECKING:
    from largesse.exchange.rate import PairRate


class Conversion(NamedTuple):
    """
    An amount in another currency.

    Args:
        given_units: what is given, in minor units of the rate's base.
        gross_units: what that is worth, in whole minor units of the rate's quote; received and margin together.
        margin_units: what the platform keeps of it.
        received_units: what is received.
        remainder: the part of a minor unit that the gross left out, as an exact fraction in lowest terms such as `1/3`.
    """

    given_units: int
    gross_units: int
    margin_units: int
    received_units: int
    remainder: str


def converted(rate: PairRate, units: int) -> Conversion:
    """
    Return what an amount comes to by a rate; the code that quotes and the code that pays are this.

    gross = floor(units x rate x 10^(decimals of quote - decimals of base)), and the remainder is what that left out,
    exactly; margin = floor(gross x margin of the rate), rounded down, in favour of whoever receives; received = gross -
    margin. The margin is taken off what is received, in whatever direction is exchanged, and only once.

    Args:
        rate: by which rate; a locked one serves as well after it is stale.
        units: a non-negative amount, in minor units of the rate's base.

    Raises:
        AmountOutOfRange: what it comes to does not fit a signed 64-bit integer.
        ValueError: the amount is negative.
    """
    if units < 0:
        message = f"{units} cannot be exchanged"
        raise ValueError(message)
    divisor = rate.rate.denominator * 10 ** CURRENCIES[rate.base]
    gross, rest = divmod(units * rate.rate.numerator * 10 ** CURRENCIES[rate.quote], divisor)
    margin = rate.margin.floor_of(checked(gross))
    return Conversion(units, gross, margin, gross - margin, str(Ratio(rest, divisor).times(ONE)))
