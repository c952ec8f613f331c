"""
`giftSend`: what it moves and stores, and every refusal with its numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from largesse.clock import DAY, day_of
from largesse.combos.rows import WINDOW
from largesse.earnings.rows import BUCKETS, BucketRow, pending_of
from largesse.errors import (
    GiftToSelf,
    GiftTypeUnknown,
    InsufficientCoins,
    InvalidInput,
    NotEligible,
    NotFound,
    PriceChanged,
    QuantityOutOfRange,
    RateCardMissing,
    RecipientNotOnStage,
    Refusal,
    RoomNotOpen,
    SenderBlocked,
    SpendingCapReached,
    WalletFrozen,
)
from largesse.gifts.order import GiftOrder
from largesse.gifts.rows import GIFT_TEXTS, GIFTS
from largesse.gifts.submit import deed_of, send
from largesse.money import ZERO, Ratio
from largesse.offers import Channel
from largesse.rooms.block import BlockOrder, RoomBlockSet
from largesse.rooms.close import CloseOrder, RoomClose
from largesse.rooms.pause import PauseOrder, RoomPause
from largesse.wallets.cap import CapOrder, WalletCapSet
from largesse.wallets.freeze import FreezeOrder, WalletFreeze
from largesse.wallets.rows import LIMITS, LOTS, Origin
from tests.gifts.scene import CARDS, GUEST, HOST, NOW, OPERATOR, OTHER, SENDER, Scene, caller, offer

if TYPE_CHECKING:
    from collections.abc import Callable


def purchased(scene: Scene, coins: int, **money: object) -> None:
    values = {"channel": Channel.WEB, "paid_units": 140, "tax_units": 20, "fee_units": 5, "currency": "USD", **money}
    scene.grant(coins, Origin.PURCHASED, **values)


def test_a_gift_moves_coins_diamonds_and_the_money_that_they_stand_for() -> None:
    scene = Scene()
    purchased(scene, 100)
    applied = scene.send(3, message="Well sung")
    postings = {(leg.account.purpose, leg.account.asset): leg.amount for leg in scene.state.decisions[-1].every_posting}
    assert postings == {
        ("wallet", "COIN"): -30,
        ("coins_redeemed", "COIN"): 30,
        ("diamonds_issued", "DIAMOND"): -30_000_000,
        ("pending", "DIAMOND"): 12_000_000,
        ("platform_share", "DIAMOND"): 18_000_000,
        ("coin_liability", "USD"): -36,
        ("gift_income", "USD"): 36,
        ("creator_payable", "USD"): 3,
        ("creator_cost", "USD"): -3,
    }
    assert applied.result == {
        "gift_id": applied.deed_id,
        "balance_after": 70,
        "combo": {
            "id": applied.deed_id,
            "count": 3,
            "total_coins": 30,
            "total_diamonds": 12_000_000,
            "started_at": NOW,
            "ends_at": NOW + WINDOW,
        },
    }
    assert applied.answer.balance_after == applied.answer.available_after == scene.balance() == 70
    assert scene.state.rows(GIFTS) == [applied.answer.gift]
    assert [text.message for text in scene.state.rows(GIFT_TEXTS)] == ["Well sung"]
    assert scene.state.rows(LIMITS)[0].spent == 30


def test_a_gift_stores_all_that_refunds_and_payouts_will_ask_for() -> None:
    scene = Scene()
    scene.grant(4, expires_at=NOW + DAY, earns=Ratio(1, 2))
    purchased(scene, 100)
    gift = scene.send(1).answer.gift
    free, paid = scene.state.rows(LOTS)
    in_force = CARDS.in_force("US", NOW)
    card = {"region": "US", "version": 1, "hash": in_force.hash}
    matures_at = day_of(NOW + 14 * DAY, "America/New_York")[1]
    bucket = {"account_id": pending_of(HOST).id, "region": "US", "card_version": 1, "matures_at": matures_at}
    assert orjson.loads(gift.detail) == {
        "combo": gift.id,
        "type": {
            "key": "rose",
            "version": 1,
            "hash": scene.shelf.find("rose").hash,
            "plugin": "classics",
            "name": "Rose",
            "emoji": "🌹",
            "tier": "SPARK",
            "summary": "🌹 Rose",
        },
        "draws": [
            {
                "lot": free.id,
                "origin": "BONUS",
                "channel": "NONE",
                "coins": 4,
                "used_before": 0,
                "used_after": 4,
                "earns": "1/2",
                "issued_at": NOW,
                "expires_at": NOW + DAY,
                "diamonds": 800_000,
                "platform_diamonds": 3_200_000,
            },
            {
                "lot": paid.id,
                "origin": "PURCHASED",
                "channel": "WEB",
                "coins": 6,
                "used_before": 0,
                "used_after": 6,
                "earns": "1/1",
                "issued_at": NOW,
                "diamonds": 2_400_000,
                "platform_diamonds": 3_600_000,
                "currency": "USD",
                "cost": 7,
                "tax": 1,
            },
        ],
        "funding": [{"kind": "lots", "coins": 10}],
        "earners": [{"person_id": HOST, "ratio": "1/1", "contract": None}],
        "bucket": bucket,
        "share_card": card,
        "payout_card": card,
        "refund_policy": 1,
        "matures_at": matures_at,
        "value": {"units": 0, "currency": "USD"},
        "proposal": None,
    }
    assert gift.diamonds == 3_200_000
    assert scene.state.rows(BUCKETS) == [BucketRow(**bucket, diamonds=3_200_000, payable_units=0, currency="USD")]


def test_the_room_hears_of_a_gift_in_identifiers_and_numbers_alone() -> None:
    scene = Scene()
    scene.grant(100)
    gift = scene.send(2, message="secret words").answer.gift
    event = scene.state.events[-1]
    assert (event.stream_id, event.kind) == (scene.room_id, "giftSent")
    assert orjson.loads(event.payload) == {
        "gift_id": gift.id,
        "sender_id": SENDER,
        "recipient_id": HOST,
        "gift_type": "rose",
        "version": 1,
        "quantity": 2,
        "total_coins": 20,
        "diamonds": 8_000_000,
        "anonymous": False,
        "tier": "SPARK",
        "sent_at": NOW,
        "combo": {
            "id": gift.id,
            "count": 2,
            "total_coins": 20,
            "total_diamonds": 8_000_000,
            "started_at": NOW,
            "ends_at": NOW + WINDOW,
        },
    }


def test_an_anonymous_gift_names_its_sender_nowhere_in_the_event() -> None:
    scene = Scene()
    scene.grant(100)
    scene.send(anonymous=True)
    assert SENDER not in scene.state.events[-1].payload
    assert scene.state.rows(GIFTS)[0].sender_id == SENDER


def test_a_guest_earns_by_the_card_of_their_own_region_and_the_residue_is_named() -> None:
    scene = Scene()
    scene.grant(10)
    gift = scene.send(recipient_id=GUEST).answer.gift
    postings = {leg.account.purpose: leg.amount for leg in scene.state.decisions[-1].every_posting}
    assert gift.diamonds == 3_333_333
    assert (postings["platform_share"], postings["rounding"]) == (6_666_666, 1)
    assert postings["promotion_expense"] == -2
    assert scene.state.rows(BUCKETS)[0].currency == "JPY"


def test_the_card_is_the_one_in_force_at_the_instant_of_the_batch() -> None:
    scene = Scene(host_region="KW")
    scene.grant(100)
    first = scene.send()
    scene.state.now = NOW + DAY
    assert (first.answer.gift.diamonds, scene.send().answer.gift.diamonds) == (4_000_000, 5_000_000)
    assert {bucket.card_version for bucket in scene.state.rows(BUCKETS)} == {1, 2}


def test_coins_that_earn_nothing_leave_no_bucket_and_no_promise() -> None:
    scene = Scene()
    scene.grant(10, earns=ZERO)
    assert scene.send().answer.gift.diamonds == 0
    assert scene.state.rows(BUCKETS) == []
    assert {leg.account.purpose for leg in scene.state.decisions[-1].every_posting} == {
        "wallet",
        "coins_redeemed",
        "diamonds_issued",
        "platform_share",
    }


def test_gifts_of_a_day_share_one_bucket() -> None:
    scene = Scene()
    scene.grant(100)
    scene.send()
    scene.state.now += 3_600_000_000
    scene.send()
    assert [bucket.diamonds for bucket in scene.state.rows(BUCKETS)] == [8_000_000]


def _paused(scene: Scene) -> None:
    scene.do(RoomPause, PauseOrder(caller_id=HOST, key="p", content={}, room_id=scene.room_id, paused=True))


def _closed(scene: Scene) -> None:
    scene.do(RoomClose, CloseOrder(caller_id=HOST, key="c", content={}, room_id=scene.room_id))


def _blocked(scene: Scene) -> None:
    order = BlockOrder(caller_id=HOST, key="b", content={}, room_id=scene.room_id, person_id=SENDER, blocked=True)
    scene.do(RoomBlockSet, order)


def _frozen(scene: Scene) -> None:
    order = FreezeOrder(caller_id=OPERATOR, key="f", content={}, owner_id=SENDER, frozen=True, reason="a check")
    scene.do(WalletFreeze, order)


def _capped(scene: Scene) -> None:
    scene.send()
    order = CapOrder(caller_id=SENDER, key="cap", content={}, cap_coins=15, time_zone="America/New_York")
    scene.do(WalletCapSet, order)


def _nothing(_scene: Scene) -> None:
    pass


_REFUSALS: list[tuple[str, Callable[[Scene], None], dict[str, object], type[Refusal], dict[str, object]]] = [
    ("none", _nothing, {"quantity": 0}, QuantityOutOfRange, {"quantity": 0, "quantity_max": 99}),
    ("too many", _nothing, {"quantity": 100}, QuantityOutOfRange, {"quantity": 100, "quantity_max": 99}),
    ("no room", _nothing, {"room_id": OTHER}, NotFound, {"kind": "room", "id": OTHER}),
    ("paused", _paused, {}, RoomNotOpen, {"status": "PAUSED"}),
    ("closed", _closed, {}, RoomNotOpen, {"status": "CLOSED"}),
    ("off stage", _nothing, {"recipient_id": OTHER}, RecipientNotOnStage, {"recipient_id": OTHER}),
    ("self", _nothing, {"sender": caller(HOST)}, GiftToSelf, {}),
    ("blocked", _blocked, {}, SenderBlocked, {}),
    ("frozen", _frozen, {}, WalletFrozen, {"reason": "a check"}),
    ("young", _nothing, {"gift_type": "wine"}, NotEligible, {"party": "sender", "reason": "AGE"}),
    (
        "young guest",
        _nothing,
        {"gift_type": "toast", "recipient_id": GUEST},
        NotEligible,
        {"party": "recipient", "reason": "AGE_UNKNOWN"},
    ),
    ("price", _nothing, {"quantity": 2, "price_seen": 10}, PriceChanged, {"price_seen": 10, "price_coins": 20}),
    ("cap", _capped, {}, SpendingCapReached, {"limit": 15, "spent": 10, "needed": 10}),
    ("coins", _nothing, {"quantity": 6}, InsufficientCoins, {"needed": 60, "available": 55}),
    ("no such gift", _nothing, {"gift_type": "none", "price_seen": 1}, GiftTypeUnknown, {"gift_type": "none"}),
    ("long message", _nothing, {"message": "a" * 201}, InvalidInput, {"path": "message"}),
]


@pytest.mark.parametrize(
    ("before", "fields", "kind", "numbers"), [case[1:] for case in _REFUSALS], ids=[case[0] for case in _REFUSALS]
)
def test_a_refusal_tells_its_numbers_and_nothing_moves(
    before: Callable[[Scene], None], fields: dict[str, object], kind: type[Refusal], numbers: dict[str, object]
) -> None:
    scene = Scene(offer(), offer("wine", 10, sender_age_min=21), offer("toast", 10, recipient_age_min=18))
    scene.grant(55 if before is not _capped else 65)
    before(scene)
    snapshot = scene.state.snapshot()
    with pytest.raises(kind) as refused:
        scene.send(**fields)
    assert {name: getattr(refused.value, name) for name in numbers} == numbers
    assert scene.state.snapshot() == snapshot


def test_a_recipient_whose_region_has_no_card_is_refused_and_nothing_moves() -> None:
    scene = Scene(host_region="")
    scene.grant(100)
    snapshot = scene.state.snapshot()
    with pytest.raises(RateCardMissing):
        scene.send()
    assert scene.state.snapshot() == snapshot


def test_the_cap_says_when_it_ends() -> None:
    scene = Scene()
    scene.grant(100)
    _capped(scene)
    with pytest.raises(SpendingCapReached) as refused:
        scene.send()
    assert refused.value.resets_at == day_of(NOW, "America/New_York")[1]


def test_refusals_are_told_in_their_stated_order() -> None:
    scene = Scene(offer("rose", 10, sender_age_min=21))
    _blocked(scene)
    _frozen(scene)
    with pytest.raises(QuantityOutOfRange):
        scene.send(0, recipient_id=OTHER)
    with pytest.raises(RecipientNotOnStage):
        scene.send(recipient_id=OTHER)
    with pytest.raises(SenderBlocked):
        scene.send(price_seen=1)


def test_expired_coins_are_not_available() -> None:
    scene = Scene()
    for _ in range(5):
        scene.grant(10, expires_at=NOW + DAY)
    scene.grant(7)
    scene.state.now = NOW + DAY
    with pytest.raises(InsufficientCoins) as refused:
        scene.send()
    assert (refused.value.needed, refused.value.available) == (10, 7)
    scene.grant(3)
    scene.send()
    assert scene.balance() == 50


def test_many_small_lots_are_drawn_together() -> None:
    scene = Scene(offer("rose", 25))
    for _ in range(25):
        scene.grant(1)
    scene.send()
    assert scene.balance() == 0
    assert not any(lot.open for lot in scene.state.rows(LOTS))


async def test_a_replay_answers_what_was_committed_though_the_gift_type_is_gone() -> None:
    scene = Scene()
    scene.grant(100)
    order = GiftOrder(
        sender=caller(), key="k", content={"a": 1}, room_id=scene.room_id, gift_type="rose", price_seen=10
    )
    first = await send(scene.sending(), order)
    again = await send(scene.sending(shelf=Scene(offer("other")).shelf), order)
    assert (again.replayed, again.result, again.deed_id) == (True, first.result, first.deed_id)
    assert scene.balance() == 90


def test_a_sender_without_a_region_counts_days_in_utc() -> None:
    scene = Scene()
    order = GiftOrder(
        sender=caller(region=None), key="k", content={}, room_id=scene.room_id, gift_type="rose", price_seen=10
    )
    assert deed_of(scene.shelf, scene.cards, order).time_zone == "UTC"
