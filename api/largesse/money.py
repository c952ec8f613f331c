"""
Amounts: integers in the scale of their asset, exact ratios, and splits that lose nothing.
"""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from largesse.errors import AmountOutOfRange

if TYPE_CHECKING:
    from collections.abc import Sequence

COIN = "COIN"
DIAMOND = "DIAMOND"
INT64_MAX = 2**63 - 1
DIAMOND_SCALE = 6
DIAMONDS_PER_COIN = 10**DIAMOND_SCALE
"""Units of DIAMOND that one COIN is worth before the split: one diamond, in millionths."""

# ISO 4217, list one, active codes with their minor units.
_MINOR_UNITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP"
    " CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR"
    " JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN"
    " NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP"
    " SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
CURRENCIES: dict[str, int] = {code: scale for scale, codes in _MINOR_UNITS.items() for code in codes.split()}
"""Active currencies of ISO 4217 and the number of their decimals."""
ASSETS: dict[str, int] = {COIN: 0, DIAMOND: DIAMOND_SCALE, **CURRENCIES}
"""Every asset and its scale: an amount of 1 is 10 to the minus scale."""


class Ratio(NamedTuple):
    """
    An exact, non-negative rational: a share, a rate or a price per unit.

    Args:
        numerator: what stands above the line, from 0.
        denominator: what stands below it, from 1; a ratio need not be in lowest terms.
    """

    numerator: int
    denominator: int = 1

    def floor_of(self, amount: int) -> int:
        """Return the amount times this ratio, rounded down."""
        return amount * self.numerator // self.denominator

    def times(self, other: Ratio) -> Ratio:
        """Return the exact product in lowest terms."""
        numerator = self.numerator * other.numerator
        denominator = self.denominator * other.denominator
        common = gcd(numerator, denominator) or 1
        return Ratio(numerator // common, denominator // common)

    def __str__(self) -> str:
        """Return the ratio as `numerator/denominator`."""
        return f"{self.numerator}/{self.denominator}"


ONE = Ratio(1)
ZERO = Ratio(0)


def ratio_of(text: str) -> Ratio:
    """
    Return the ratio that `str(ratio)` wrote.

    Raises:
        ValueError: the text is not two non-negative integers with a stroke between, or divides by zero.
    """
    numerator, _, denominator = text.partition("/")
    ratio = Ratio(int(numerator), int(denominator or "1"))
    if ratio.numerator < 0 or ratio.denominator <= 0:
        message = f"{text!r} is not a ratio of non-negative integers"
        raise ValueError(message)
    return ratio


def checked(amount: int) -> int:
    """
    Return the amount if it fits a signed 64-bit integer.

    Raises:
        AmountOutOfRange: it does not.
    """
    if not -INT64_MAX <= amount <= INT64_MAX:
        raise AmountOutOfRange(limit=INT64_MAX)
    return amount


def split(total: int, shares: Sequence[Ratio]) -> tuple[tuple[int, ...], int]:
    """
    Divide a total by shares, flooring each.

    Args:
        total: a non-negative amount.
        shares: ratios that add up to one at most.

    Returns:
        The parts in the order of the shares, and the residue; together exactly the total if the shares add up to one.

    Raises:
        ValueError: the shares add up to more than one.
    """
    parts = tuple(share.floor_of(total) for share in shares)
    residue = total - sum(parts)
    if residue < 0:
        message = f"the shares {', '.join(map(str, shares))} add up to more than one"
        raise ValueError(message)
    return parts, residue


def drawn_share(total: int, quantity: int, used_before: int, used_after: int) -> int:
    """
    Return what the units drawn from a lot carry of its total.

    The floor of the running total is taken before and after, so that a lot drawn to its end gives exactly its total.

    Args:
        total: the lot's whole cost, fee or tax.
        quantity: the lot's units.
        used_before: units drawn before.
        used_after: units drawn after.
    """
    return total * used_after // quantity - total * used_before // quantity


def decimal_text(units: int, asset: str) -> str:
    """Return an amount as plain decimal text in its asset's scale: 1250 of USD is `12.50`, of JPY `1250`."""
    scale = ASSETS[asset]
    if scale == 0:
        return str(units)
    sign = "-" if units < 0 else ""
    whole, rest = divmod(abs(units), 10**scale)
    return f"{sign}{whole}.{rest:0{scale}d}"
