"""
Money, coins and diamonds as amounts in the scale of their asset.
"""

import strawberry

from largesse.money import DIAMOND, decimal_text
from largesse.schema.scalars import BigInt


@strawberry.type
class Money:
    """An amount of an asset, exact. Plain numbers of coins stand in fields that end in `Coins`, without this."""

    units: BigInt
    """The amount in the asset's smallest units: cents of USD, yen, millionths of a diamond."""
    asset: str
    """`DIAMOND`, `COIN`, or a currency of ISO 4217."""

    @strawberry.field
    def decimal(self) -> str:
        """Return the amount as plain decimal text in the asset's scale, such as `12.50`; for showing."""
        return decimal_text(self.units, self.asset)


@strawberry.type
class Rate:
    """An exact share or rate."""

    numerator: BigInt
    """What stands above the line."""
    denominator: BigInt
    """What stands below it; never 0."""


def diamonds(units: int) -> Money:
    """Return millionths of a diamond as an amount."""
    return Money(units=units, asset=DIAMOND)
