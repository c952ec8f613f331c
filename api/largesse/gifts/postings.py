"""
The legs of a gift: coins redeemed, diamonds issued, and the money that both stand for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from largesse.ledger.account import AccountClass, platform_account
from largesse.ledger.deed import PlatformLegs, Posting
from largesse.money import COIN, DIAMOND

if TYPE_CHECKING:
    from largesse.gifts.sums import Sums
    from largesse.ledger.account import Account

_COINS_REDEEMED = platform_account("coins_redeemed", COIN, AccountClass.INCOME)
_DIAMONDS_ISSUED = platform_account("diamonds_issued", DIAMOND, AccountClass.ASSET)
_PLATFORM_SHARE = platform_account("platform_share", DIAMOND, AccountClass.INCOME)
_ROUNDING = platform_account("rounding", DIAMOND, AccountClass.INCOME)


class _MoneyAccounts(NamedTuple):
    coin_liability: Account
    gift_income: Account
    creator_payable: Account
    creator_cost: Account
    promotion_expense: Account


def postings_of(sums: Sums, wallet: Account, pending: Account, sign: int = 1) -> list[Posting]:
    """
    Return the two persons' legs of a gift; they sum to zero for each asset together with `legs_of` the same sums.

    Args:
        sums: what it comes to.
        wallet: the sender's COIN account.
        pending: the recipient's DIAMOND account.
        sign: 1 to give, -1 to reverse.
    """
    postings = [Posting(wallet, -sign * sums.coins)]
    if sums.diamonds:
        postings.append(Posting(pending, sign * sums.diamonds))
    return postings


@lru_cache(maxsize=20_000)
def legs_of(sums: Sums, sign: int = 1) -> PlatformLegs:
    """
    Return the platform's legs of a gift, zero legs left out; a crowd sends the same few sums again and again.

    Args:
        sums: what it comes to.
        sign: 1 to give, -1 to reverse.
    """
    gross = sums.diamonds + sums.platform_diamonds + sums.residue
    legs = [(_COINS_REDEEMED, sums.coins), (_DIAMONDS_ISSUED, -gross)]
    legs += [(_PLATFORM_SHARE, sums.platform_diamonds), (_ROUNDING, sums.residue)]
    for currency, cost in sums.costs:
        accounts = _money_accounts(currency)
        legs += [(accounts.coin_liability, -cost), (accounts.gift_income, cost)]
    accounts = _money_accounts(sums.currency)
    legs.append((accounts.creator_payable, sums.value_paid + sums.value_free))
    legs += [(accounts.creator_cost, -sums.value_paid), (accounts.promotion_expense, -sums.value_free)]
    return PlatformLegs([Posting(account, sign * amount) for account, amount in legs if amount])


@lru_cache(maxsize=512)
def _money_accounts(currency: str) -> _MoneyAccounts:
    return _MoneyAccounts(
        platform_account("coin_liability", currency, AccountClass.LIABILITY),
        platform_account("gift_income", currency, AccountClass.INCOME),
        platform_account("creator_payable", currency, AccountClass.LIABILITY),
        platform_account("creator_cost", currency, AccountClass.EXPENSE),
        platform_account("promotion_expense", currency, AccountClass.EXPENSE),
    )
