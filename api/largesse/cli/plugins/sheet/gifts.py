"""
Gift types on the sheet, tier by tier: a tile for each that plays when it is pressed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.cli.plugins.sheet.eligibility import when_asked, who_asked
from largesse.cli.plugins.sheet.markup import coins, definitions, lines, moment, text
from largesse.cli.plugins.sheet.media import colors, files, moving, picture, sound
from largesse.offers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from largesse.offers import GiftType, GiftVariant


def tiers(gift_types: Sequence[GiftType]) -> Iterator[str]:
    """Yield a section for each tier that has gifts, the smallest first, with its gifts in the tray's order."""
    for tier in Tier:
        gifts = [each for each in gift_types if each.tier is tier]
        gifts.sort(key=lambda each: (each.sort_order, each.price_coins, each.key))
        if gifts:
            prices = [each.price_coins for each in gifts]
            heading = f"{tier.value.capitalize()} <small>{len(gifts)}, {_span(min(prices), max(prices))}</small>"
            yield f"<section><h2>{heading}</h2><div class='gifts'>{''.join(map(_tile, gifts))}</div></section>"


def _tile(gift_type: GiftType) -> str:
    media, name = gift_type.media, text(gift_type.names["en"])
    shown = f"{media.duration_ms / 1_000:g} s{', looping' if media.loops else ''}"
    facts = [
        ("key", f"<code>{text(gift_type.key)}</code>"),
        ("version", str(gift_type.version)),
        ("at once", f"up to {gift_type.quantity_max:,}"),
        ("shown", shown),
        ("files", files(media)),
        *((("colours", colors(media.colors)),) if media.colors else ()),
        *((("price", lines(prices, "dated prices")),) if (prices := _prices(gift_type)) else ()),
        *((("for", lines(who, "conditions")),) if (who := who_asked(gift_type.eligibility)) else ()),
        *((("when", lines(when, "periods")),) if (when := when_asked(gift_type.eligibility)) else ()),
    ]
    return (
        f"<article class='gift' id='gift-{text(gift_type.key)}'>"
        f"<button class='stage' title='Play it again'>{moving(media, name)}"
        f"{picture(media.reduced_motion or media.still, name, 'calm')}</button>"
        f"<header>{picture(media.still, '', 'small')}<div><h3>{text(gift_type.emoji)} {name}</h3>"
        f"<p>{coins(gift_type.price_coins)}</p></div></header>"
        f"{sound(media.sound) if media.sound else ''}{definitions(facts)}"
        f"{''.join(map(_variant, gift_type.variants))}{_names(gift_type.names)}</article>"
    )


def _variant(variant: GiftVariant) -> str:
    shown = picture(variant.media.still, "", "small") if variant.media else ""
    price = "" if variant.price_coins is None else f", {coins(variant.price_coins)}"
    names = f"<strong>{text(variant.emoji or '')} {text(variant.names['en'])}</strong> "
    return f"<p class='variant'>{shown}{names}<code>{text(variant.key)}</code>{price}</p>"


def _names(names: Mapping[str, str]) -> str:
    said = definitions(
        (text(code), f"<span lang='{text(code)}' dir='auto'>{text(name)}</span>") for code, name in names.items()
    )
    return f"<details><summary>{len(names)} language{'' if len(names) == 1 else 's'}</summary>{said}</details>"


def _prices(gift_type: GiftType) -> list[str]:
    steps = [f"{coins(each.price_coins)} from {moment(each.holds_from)}" for each in gift_type.prices]
    return steps if gift_type.pricing is None else [*steps, "works out its own when it is sent"]


def _span(low: int, high: int) -> str:
    return coins(high) if low == high else f"{low:,} to {coins(high)}"
