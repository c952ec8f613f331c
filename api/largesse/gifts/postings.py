"""
The legs of a gift: coins redeemed, diamonds issued, and the money that both stand for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from largesse.ledger.account import AccountClass, platform_account
from largesse.ledger.deed import Posting
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
    Return the legs of a gift, zero legs left out; they sum to zero for each asset.

    Args:
        sums: what it comes to.
        wallet: the sender's COIN account.
        pending: the recipient's DIAMOND account.
        sign: 1 to give, -1 to reverse.
    """
    gross = sums.diamonds + sums.platform_diamonds + sums.residue
    postings = [
        Posting(wallet, -sign * sums.coins),
        Posting(_COINS_REDEEMED, sign * sums.coins),
        Posting(_DIAMONDS_ISSUED, -sign * gross),
    ]
    for account, diamonds in (
        (pending, sums.diamonds),
        (_PLATFORM_SHARE, sums.platform_diamonds),
        (_ROUNDING, sums.residue),
    ):
        if diamonds:
            postings.append(Posting(account, sign * diamonds))
    for currency, cost in sums.costs.items():
        accounts = _money_accounts(currency)
        postings.append(Posting(accounts.coin_liability, -sign * cost))
        postings.append(Posting(accounts.gift_income, sign * cost))
    if sums.value_paid or sums.value_free:
        postings += _value_postings(sums, sign)
    return postings


def _value_postings(sums: Sums, sign: int) -> list[Posting]:
    accounts = _money_accounts(sums.currency)
    postings = [Posting(accounts.creator_payable, sign * (sums.value_paid + sums.value_free))]
    if sums.value_paid:
        postings.append(Posting(accounts.creator_cost, -sign * sums.value_paid))
    if sums.value_free:
        postings.append(Posting(accounts.promotion_expense, -sign * sums.value_free))
    return postings


@lru_cache(maxsize=512)
def _money_accounts(currency: str) -> _MoneyAccounts:
    return _MoneyAccounts(
        platform_account("coin_liability", currency, AccountClass.LIABILITY),
        platform_account("gift_income", currency, AccountClass.INCOME),
        platform_account("creator_payable", currency, AccountClass.LIABILITY),
        platform_account("creator_cost", currency, AccountClass.EXPENSE),
        platform_account("promotion_expense", currency, AccountClass.EXPENSE),
    )
