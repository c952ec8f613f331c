"""
`giftReverse`: whole or in parts, everything returns exactly, and once.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from largesse.clock import DAY
from largesse.earnings.rows import BUCKETS
from largesse.errors import AlreadyReversed, EarningsInsufficient, InvalidInput, NotFound
from largesse.gifts.detail import detail_of
from largesse.gifts.returns import returns_of
from largesse.gifts.reverse import ReverseOrder, deed_of, reverse
from largesse.gifts.rows import GIFT_REMAINDERS, GiftRow
from largesse.money import Ratio, drawn_share
from largesse.offers import Channel
from largesse.wallets.rows import LIMITS, LOTS, Origin
from tests.gifts.scene import GUEST, NOW, OPERATOR, OTHER, SENDER, Scene, offer

PAID = {"channel": Channel.IOS, "paid_units": 997, "tax_units": 91, "fee_units": 272, "currency": "KWD"}


def order_of(gift_id: str, **fields: object) -> ReverseOrder:
    values = {"caller_id": OPERATOR, "key": "k", "content": {}, "gift_id": gift_id, "reason": "a test", **fields}
    return ReverseOrder(**values)  # type: ignore[arg-type]  # named above


def test_a_whole_reversal_puts_back_every_leg_of_the_gift() -> None:
    scene = Scene()
    scene.grant(3, earns=Ratio(1, 2))
    scene.grant(50, Origin.PURCHASED, **PAID)
    before = {row.purpose: row.balance for row in scene.state.accounts.values()}
    gift = scene.send(2, recipient_id=GUEST).answer.gift
    forth = scene.state.decisions[-1].every_posting
    applied = scene.reverse(gift)
    back = Counter(leg._replace(amount=-leg.amount) for leg in forth)
    assert Counter(scene.state.decisions[-1].every_posting) == back
    after = {row.purpose: row.balance for row in scene.state.accounts.values()}
    assert {purpose: balance for purpose, balance in after.items() if balance} == before
    assert scene.state.decisions[-1].reverses_id == gift.id
    assert applied.result == {"gift_id": gift.id, "quantity": 2, "remaining": 0, "coins": 20, "reason": "a test"}
    assert scene.state.rows(GIFT_REMAINDERS) == [(gift.id, 0, 1)]
    assert scene.state.rows(LIMITS)[0].spent == 0
    assert [bucket[4:6] for bucket in scene.state.rows(BUCKETS)] == [(0, 0)]


def test_coins_come_back_as_good_as_they_were() -> None:
    scene = Scene()
    scene.grant(4, expires_at=NOW + DAY, earns=Ratio(1, 2))
    scene.grant(10, Origin.PURCHASED, **PAID)
    free, paid = scene.state.rows(LOTS)
    scene.state.now += 1_000
    gift = scene.send().answer.gift
    scene.state.now += 1_000
    applied = scene.reverse(gift)
    for lot, original, coins in zip(applied.answer.lots, (free, paid), (4, 6), strict=True):
        same = ("origin", "channel", "currency", "earns", "rank_paid", "issued_at", "expires_at", "wallet_id")
        assert all(getattr(lot, name) == getattr(original, name) for name in same)
        assert (lot.quantity, lot.used, lot.open, lot.cause_id) == (coins, 0, True, applied.deed_id)
    returned = applied.answer.lots[1]
    assert returned.tax_units == drawn_share(91, 10, 0, 6)
    assert returned.fee_units == drawn_share(272, 10, 0, 6)
    assert returned.cost_units == drawn_share(997 - 91, 10, 0, 6)


def test_one_unit_returns_its_price_and_the_coins_that_were_drawn_last() -> None:
    scene = Scene()
    scene.grant(15)
    scene.grant(15, Origin.PURCHASED, **PAID)
    gift = scene.send(3).answer.gift
    assert [lot.origin for lot in scene.reverse(gift, 1).answer.lots] == ["PURCHASED"]
    assert [(lot.origin, lot.quantity) for lot in scene.reverse(gift, 1).answer.lots] == [
        ("BONUS", 5),
        ("PURCHASED", 5),
    ]
    assert scene.reverse(gift).answer.remaining == 0
    assert scene.balance() == 30


def test_what_stays_of_a_gift_is_what_a_smaller_gift_would_have_been() -> None:
    whole, smaller = Scene(), Scene()
    for scene in (whole, smaller):
        scene.grant(15, earns=Ratio(1, 3))
        scene.grant(15, Origin.PURCHASED, **PAID)
    whole.reverse(whole.send(3).answer.gift, 2)
    smaller.send(1)
    assert whole.balance() == smaller.balance()
    owed = [
        sum(drawn_share(lot.cost_units, lot.quantity, lot.used, lot.quantity) for lot in scene.state.rows(LOTS))
        for scene in (whole, smaller)
    ]
    assert owed[0] == owed[1]


def test_the_room_hears_of_a_reversal() -> None:
    scene = Scene()
    scene.grant(30)
    gift = scene.send(3, anonymous=True).answer.gift
    scene.reverse(gift, 1)
    event = scene.state.events[-1]
    assert (event.stream_id, event.kind) == (scene.room_id, "giftReversed")
    payload = orjson.loads(event.payload)
    assert (payload["quantity"], payload["remaining"], payload["total_coins"]) == (1, 2, 10)
    assert SENDER not in event.payload


def test_a_reversal_after_the_day_leaves_the_new_days_count_alone() -> None:
    scene = Scene()
    scene.grant(30)
    gift = scene.send().answer.gift
    scene.state.now += DAY
    scene.send()
    scene.reverse(gift)
    assert scene.state.rows(LIMITS)[0].spent == 10


def test_a_gift_is_reversed_once() -> None:
    scene = Scene()
    scene.grant(30)
    gift = scene.send(3).answer.gift
    scene.reverse(gift, 2)
    snapshot = scene.state.snapshot()
    with pytest.raises(AlreadyReversed) as refused:
        scene.reverse(gift, 2)
    assert (refused.value.remaining, refused.value.asked) == (1, 2)
    assert scene.state.snapshot() == snapshot
    scene.reverse(gift)
    with pytest.raises(AlreadyReversed) as refused:
        scene.reverse(gift)
    assert (refused.value.remaining, refused.value.asked) == (0, 3)


def test_diamonds_that_have_gone_are_not_taken_back() -> None:
    scene = Scene()
    scene.grant(30)
    gift = scene.send().answer.gift
    key, bucket = next(iter(scene.state.tables["buckets"].items()))
    scene.state.tables["buckets"][key] = bucket._replace(diamonds=3)
    snapshot = scene.state.snapshot()
    with pytest.raises(EarningsInsufficient) as refused:
        scene.reverse(gift)
    assert (refused.value.needed, refused.value.available) == (4_000_000, 3)
    assert scene.state.snapshot() == snapshot


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"quantity": 0}, InvalidInput),
        ({"quantity": -1}, InvalidInput),
        ({"reason": " "}, InvalidInput),
        ({"reason": "a" * 501}, InvalidInput),
    ],
)
def test_what_can_never_be_right_is_a_failure_of_the_deed(fields: dict[str, object], kind: type[Exception]) -> None:
    scene = Scene()
    scene.grant(30)
    gift = scene.send().answer.gift
    assert isinstance(deed_of(gift, order_of(gift.id, **fields)).failure, kind)


async def test_a_gift_that_is_not_there_is_not_found_and_one_that_is_comes_back() -> None:
    scene = Scene()
    scene.grant(30)
    gift = scene.send().answer.gift

    async def find(gift_id: str) -> GiftRow | None:
        return gift if gift_id == gift.id else None

    with pytest.raises(NotFound):
        await reverse(scene.state, find, order_of(OTHER))
    await reverse(scene.state, find, order_of(gift.id))
    assert scene.balance() == 30


lots = st.lists(
    st.tuples(st.integers(1, 40), st.booleans(), st.sampled_from([Ratio(0), Ratio(1, 3), Ratio(1, 2), Ratio(1)])),
    min_size=1,
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(lots=lots, price=st.integers(1, 17), parts=st.lists(st.integers(1, 5), min_size=1, max_size=6), data=st.data())
def test_reversals_in_parts_add_up_to_every_amount_of_the_gift_exactly(
    lots: list[tuple[int, bool, Ratio]], price: int, parts: list[int], data: st.DataObject
) -> None:
    scene = Scene(offer("rose", price))
    for coins, purchased, earns in lots:
        if purchased:
            paid = data.draw(st.integers(0, 500))
            tax = data.draw(st.integers(0, paid))
            fee = data.draw(st.integers(0, paid - tax))
            money = {"paid_units": paid, "tax_units": tax, "fee_units": fee, "currency": "USD" if paid else ""}
            scene.grant(coins, Origin.PURCHASED, channel=Channel.WEB, **money)
        else:
            scene.grant(coins, earns=earns)
    quantity = sum(parts)
    missing = price * quantity - scene.balance()
    if missing > 0:
        scene.grant(missing)
    begun = scene.balance()
    gift = scene.send(quantity, recipient_id=GUEST).answer.gift
    forth = {leg.account: leg.amount for leg in scene.state.decisions[-1].every_posting}
    back: dict[object, int] = defaultdict(int)
    for units in parts:
        assert scene.reverse(gift, units).result["coins"] == units * price
        for account, amount in scene.state.decisions[-1].every_posting:
            back[account] += amount
    assert {account: -amount for account, amount in back.items()} == forth
    assert scene.balance() == begun
    draws = detail_of(gift.detail)["draws"]
    returned = [lot for decision in scene.state.decisions[-len(parts) :] for lot in decision.answer.lots]
    assert sum(lot.fee_units for lot in returned) == sum(draw.get("fee", 0) for draw in draws)
    assert sum(lot.tax_units for lot in returned) == sum(draw.get("tax", 0) for draw in draws)


def test_returns_of_nothing_are_none() -> None:
    assert returns_of([], 10, 1, 1, 1) == []
