"""
What a gift stores beside its row, as JSON, so that refunds, payouts and receipts need no second look.

`{"combo", "type": {"key", "version", "hash", "plugin", "name", "emoji", "tier", "summary", "variant"}, "draws":
[DrawDetail], "funding": [{"kind": "lots", "coins"}], "earners": [{"person_id", "ratio", "contract"}], "bucket":
{"account_id", "region", "card_version", "matures_at"}, "share_card": {"region", "version", "hash"}, "payout_card": the
same, "refund_policy", "matures_at", "value": {"units", "currency"}, "proposal": {"coins", "holds_until", "reason",
"plugin", "version", "recipient_region", "asked_at"}}`; the proposal is null where the price was fixed, the
combo where the gift is anonymous. The combo stands first, where `gifts.control` finds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, NotRequired, TypedDict

import orjson

from largesse.clock import FOREVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.catalogue import Offer
    from largesse.clock import Instant
    from largesse.gifts.parts import Part
    from largesse.gifts.proposal import Proposal
    from largesse.offers import GiftVariant
    from largesse.regions import CardInForce

REFUND_POLICY: Final = 1
"""Who bears a refund that cannot be collected: the policy in force, by its number."""


class CardDetail(TypedDict):
    """A rate card by region, version and hash."""

    region: str
    version: int
    hash: str


class BucketDetail(TypedDict):
    """The bucket that the diamonds went to."""

    account_id: str
    region: str
    card_version: int
    matures_at: int


class ValueDetail(TypedDict):
    """Money in minor units of a currency."""

    units: int
    currency: str


class VariantDetail(TypedDict):
    """The variant as it was."""

    key: str
    name: str
    emoji: str


class TypeDetail(TypedDict):
    """
    The gift type as it was, so that old gifts stay readable without its plugin.

    `tier` is the value of a `Tier`. `summary` is what was given in one line, such as `🌹 Red rose`, and is read by
    `summary_of`; `variant` is left out if there was none.
    """

    key: str
    version: int
    hash: str
    plugin: str
    name: str
    emoji: str
    tier: NotRequired[str]
    summary: NotRequired[str]
    variant: NotRequired[VariantDetail]


class _DrawAlways(TypedDict):
    lot: str
    origin: str
    channel: str
    coins: int
    used_before: int
    used_after: int
    earns: str
    issued_at: int


class DrawDetail(_DrawAlways, total=False):
    """
    Coins of one lot and what became of them; amounts that are 0 are left out.

    `cost`, `fee` and `tax` are in minor units of `currency`; `diamonds`, `platform_diamonds` and `residue` in
    millionths; `value_units` in minor units of the payout card's currency. `expires_at` is left out if the lot never
    expires, `card`, the purchase's, if there was none.
    """

    expires_at: int
    currency: str
    cost: int
    fee: int
    tax: int
    diamonds: int
    platform_diamonds: int
    residue: int
    value_units: int
    card: CardDetail


class ProposalDetail(TypedDict):
    """What a plugin had asked for one, where the gift type priced itself; see `gifts.proposal`."""

    coins: int
    holds_until: int
    reason: str
    plugin: str
    version: str
    recipient_region: str
    asked_at: int


class GiftDetail(TypedDict):
    """
    What `detail_text` writes, as far as a reversal or a receipt reads it.

    `combo` is left out of gifts that were sent before there were combos.
    """

    combo: NotRequired[str | None]
    type: TypeDetail
    draws: list[DrawDetail]
    bucket: BucketDetail
    share_card: CardDetail
    payout_card: CardDetail
    refund_policy: int
    matures_at: int
    value: ValueDetail
    proposal: ProposalDetail | None


class SentDetail(NamedTuple):
    """
    What was sent.

    Args:
        gift_type: the gift type and variant, as `type_fragment` returns them.
        combo_id: the combo that the gift belongs to; None if it is anonymous.
        proposal: what the gift type's plugin had asked for it; None where the price was fixed.
    """

    gift_type: orjson.Fragment
    combo_id: str | None = None
    proposal: Proposal | None = None


def detail_text(
    sent: SentDetail, parts: Sequence[Part], in_force: CardInForce, bucket: BucketDetail, recipient_id: str
) -> str:
    """
    Return the detail of a gift as JSON.

    Args:
        sent: what was sent.
        parts: its draws and what became of them.
        in_force: the recipient's card, for share and payout value both.
        bucket: where the diamonds went.
        recipient_id: who earned all of them.
    """
    card = _card_fragment(in_force)
    coins = value = 0
    draws = []
    for part in parts:
        coins += part.draw.used_after - part.draw.used_before
        value += part.value_units
        draws.append(_draw_detail(part))
    return orjson.dumps(
        {
            "combo": sent.combo_id,
            "type": sent.gift_type,
            "draws": draws,
            "funding": [{"kind": "lots", "coins": coins}],
            "earners": [{"person_id": recipient_id, "ratio": "1/1", "contract": None}],
            "bucket": bucket,
            "share_card": card,
            "payout_card": card,
            "refund_policy": REFUND_POLICY,
            "matures_at": bucket["matures_at"],
            "value": {"units": value, "currency": in_force.currency},
            "proposal": None if sent.proposal is None else sent.proposal._asdict(),
        }
    ).decode()


def type_fragment(offer: Offer, variant: GiftVariant | None) -> orjson.Fragment:
    """
    Return a gift type as it is stored, written once for each hash and variant: a crowd sends the same few.

    Args:
        offer: the gift type on offer.
        variant: which of its variants; None if it has none.
    """
    place = offer.hash if variant is None else f"{offer.hash}/{variant.key}"
    known = _fragments.get(place)
    if known is None:
        known = _remembered(place, _type_detail(offer, variant))
    return known


def _type_detail(offer: Offer, variant: GiftVariant | None) -> TypeDetail:
    gift_type = offer.gift_type
    name, emoji = gift_type.names["en"], gift_type.emoji
    detail: TypeDetail = {
        "key": gift_type.key,
        "version": gift_type.version,
        "hash": offer.hash,
        "plugin": offer.plugin,
        "name": name,
        "emoji": emoji,
        "tier": gift_type.tier.value,
        "summary": f"{emoji} {name}",
    }
    if variant is not None:
        name, emoji = variant.names["en"], variant.emoji or emoji
        detail["summary"] = f"{emoji} {name}"
        detail["variant"] = {"key": variant.key, "name": name, "emoji": emoji}
    return detail


def _card_fragment(in_force: CardInForce) -> orjson.Fragment:
    """Return a rate card as it is stored, written once for each hash."""
    known = _fragments.get(in_force.hash)
    if known is None:
        detail: CardDetail = {"region": in_force.region, "version": in_force.card.version, "hash": in_force.hash}
        known = _remembered(in_force.hash, detail)
    return known


def _remembered(place: str, detail: TypeDetail | CardDetail) -> orjson.Fragment:
    if len(_fragments) >= _FRAGMENTS_MAX:
        _fragments.clear()
    fragment = _fragments[place] = orjson.Fragment(orjson.dumps(detail))
    return fragment


_FRAGMENTS_MAX = 20_000
_fragments: dict[str, orjson.Fragment] = {}


def detail_of(text: str) -> GiftDetail:
    """Return the detail that `detail_text` wrote."""
    detail: GiftDetail = orjson.loads(text)
    return detail


def summary_of(sent: TypeDetail) -> str:
    """Return what was given in one line; gifts that were sent before there were variants do not store it."""
    return sent.get("summary") or f"{sent['emoji']} {sent['name']}"


def bucket_detail(account_id: str, in_force: CardInForce, matures_at: Instant) -> BucketDetail:
    """Return which bucket diamonds go to that are earned under a card and mature together."""
    return {
        "account_id": account_id,
        "region": in_force.region,
        "card_version": in_force.card.version,
        "matures_at": matures_at,
    }


def _draw_detail(part: Part) -> DrawDetail:
    draw = part.draw
    lot = draw.lot
    detail: DrawDetail = {
        "lot": lot.id,
        "origin": lot.origin,
        "channel": lot.channel,
        "coins": draw.used_after - draw.used_before,
        "used_before": draw.used_before,
        "used_after": draw.used_after,
        "earns": lot.earns,
        "issued_at": lot.issued_at,
    }
    if lot.expires_at != FOREVER:
        detail["expires_at"] = lot.expires_at
    if part.diamonds:
        detail["diamonds"] = part.diamonds
    if part.platform_diamonds:
        detail["platform_diamonds"] = part.platform_diamonds
    if part.residue:
        detail["residue"] = part.residue
    if part.value_units:
        detail["value_units"] = part.value_units
    if lot.currency:
        _add_money(detail, part)
    if lot.card_version:
        detail["card"] = {"region": lot.region, "version": lot.card_version, "hash": lot.card_hash}
    return detail


def _add_money(detail: DrawDetail, part: Part) -> None:
    draw = part.draw
    detail["currency"] = draw.lot.currency
    if draw.cost:
        detail["cost"] = draw.cost
    if draw.fee:
        detail["fee"] = draw.fee
    if draw.tax:
        detail["tax"] = draw.tax
