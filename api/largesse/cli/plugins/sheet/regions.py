"""
Regions on the sheet: each card's rates in words and figures, and how they were found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.cli.plugins.sheet.markup import definitions, moment, percent, table, text
from largesse.money import CURRENCIES, decimal_text

if TYPE_CHECKING:
    from largesse.money import Ratio
    from largesse.offers import RateCard, Region

_RANKS = ("a subdivision", "a country", "a bloc")


def region_section(region: Region) -> str:
    """Return a region with its cards, the newest first."""
    members = f", of {', '.join(sorted(region.countries))}" if region.countries else ""
    about = f"{_RANKS[region.rank]}{members} · {region.currency} · days of {region.time_zone}"
    cards = "".join(_card(region.currency, card) for card in reversed(region.cards))
    return (
        f"<section class='region' id='region-{text(region.code)}'><h2>{text(region.code)} {text(region.name)} "
        f"<small>{text(about)}</small></h2>{cards}</section>"
    )


def _card(currency: str, card: RateCard) -> str:
    days = f"{card.holding_days} until diamonds mature, {card.withdrawal_days} to withdraw from a purchase"
    notice = f"{card.notice_days} days before a worse card{', this one by law' if card.statutory else ''}"
    rates = [
        ("a coin costs", f"{_money(card.list_price, currency)} at list price"),
        ("the creator gets", f"{percent(card.creator_share)} of a gift's coins, as diamonds"),
        ("a diamond is worth", f"{_money(card.payout_value, currency)} when it is paid out"),
        ("a payout costs", f"{percent(card.payout_fee)} of it"),
        ("the least payout", f"{decimal_text(card.payout_minimum_units, currency)} {currency}"),
        ("days", days),
        ("notice", notice),
    ]
    packs = table(
        ("channel", "coins", f"price in {currency}", "tax in it", "channel's fee"),
        (
            (
                each.channel.value,
                f"{each.coins:,}",
                decimal_text(each.price_units, currency),
                percent(each.tax),
                percent(each.fee),
            )
            for each in card.packs
        ),
    )
    steps = "".join(f"<li>{text(step)}</li>" for step in card.derivation)
    return (
        f"<article class='card'><div><h3>Card {card.version} <small>from {moment(card.holds_from)}</small></h3>"
        f"<p>{text(card.reason)}</p>{definitions(rates)}"
        f"<details><summary>How it was found</summary><ol>{steps}</ol></details></div>"
        f"{packs if card.packs else ''}</article>"
    )


def _money(ratio: Ratio, currency: str) -> str:
    """Return a rate in minor units as an amount of the currency, with its exact ratio where that is no whole number."""
    whole = 10 ** CURRENCIES[currency]
    amount = f"{ratio.numerator / ratio.denominator / whole:,.6f}".rstrip("0").rstrip(".")
    exact = "" if ratio.denominator == 1 else f" <small>exactly {ratio} minor units</small>"
    return f"{amount} {currency}{exact}"
