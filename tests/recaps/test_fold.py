"""
The fold of recaps: everything that was given in a room, by tier and at its best, and what was taken back beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from largesse.gifts.rows import GIFTS
from largesse.ledger.deed import Event
from largesse.offers import Tier
from largesse.recaps.fold import EMPTY, RecapFold
from largesse.recaps.highlights import HIGHLIGHTS_MAX, TierTotal, tiers_of, top_of
from largesse.recaps.rows import RECAPS, RecapRow
from largesse.rooms.close import CloseOrder, RoomClose
from tests.gifts.folding import folded
from tests.gifts.scene import GUEST, HOST, NOW, SENDER, Scene, offer

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLD = RecapFold()


def scene_with(coins: int = 10_000) -> Scene:
    """A scene with roses of ten coins and comets of a hundred, which are of other tiers."""
    scene = Scene(offer("rose", 10), offer("comet", 100, more={"tier": Tier.LEGEND}))
    scene.grant(coins)
    return scene


def closed(scene: Scene) -> Scene:
    scene.do(RoomClose, CloseOrder(caller_id=HOST, key="close", content={}, room_id=scene.room_id))
    return scene


def recap_of(scene: Scene, cuts: Iterable[int] = ()) -> RecapRow:
    recap = folded(FOLD, scene, cuts).get(RECAPS, scene.room_id)
    assert isinstance(recap, RecapRow)
    return recap


def test_a_room_in_which_nothing_is_given_has_an_empty_recap() -> None:
    scene = Scene()
    open_still = recap_of(scene)
    assert open_still == EMPTY._replace(room_id=scene.room_id, opened_at=NOW)
    assert not open_still.complete
    scene.state.now += 60
    over = recap_of(closed(scene))
    assert over == open_still._replace(closed_at=NOW + 60)
    assert over.complete


def test_a_recap_adds_up_what_was_given_and_keeps_what_was_taken_back_beside_it() -> None:
    scene = scene_with()
    roses = scene.send(3).answer.gift
    comet = scene.send(gift_type="comet", recipient_id=GUEST, anonymous=True).answer.gift
    scene.reverse(roses, 2)
    recap = recap_of(closed(scene))
    assert (recap.sends, recap.quantity, recap.coins) == (2, 4, 130)
    assert recap.diamonds == roses.diamonds + comet.diamonds
    # What is taken back after the room is closed is told as well.
    scene.reverse(comet)
    recap = recap_of(scene)
    assert (recap.sends, recap.coins) == (2, 130)
    assert (recap.reversals, recap.reversed_quantity, recap.reversed_coins) == (2, 3, 120)
    assert recap.reversed_diamonds == comet.diamonds + roses.diamonds * 2 // 3
    assert tiers_of(recap.tiers) == {"SPARK": TierTotal(1, 3, 30, 20), "LEGEND": TierTotal(1, 1, 100, 100)}


def test_what_cost_most_stands_out_and_of_two_alike_the_first() -> None:
    scene = scene_with()
    gifts = [scene.send(quantity).answer.gift for quantity in (2, 9, 2, *range(3, 15))]
    top = top_of(recap_of(scene).top_gifts)
    assert [each.id for each in top] == [gifts[place].id for place in (14, 13, 12, 11, 10, 1, 9, 8, 7, 6)]
    assert len(top) == HIGHLIGHTS_MAX


def told(scene: Scene, kind: str, **payload: object) -> None:
    """Have an event in the room that no deed of the scene brings about."""
    scene.state.events.append(Event(scene.room_id, kind, orjson.dumps(payload).decode()))


def sent(scene: Scene, combo_id: str, count: int) -> None:
    """Have a rose sent that a combo counts."""
    combo = {"id": combo_id, "count": count, "total_coins": 10 * count}
    told(
        scene,
        "giftSent",
        # A combo takes the identifier of the gift that began it.
        gift_id=combo_id if count == 1 else f"{combo_id}/{count}",
        quantity=1,
        total_coins=10,
        diamonds=4,
        tier="SPARK",
        combo=combo,
    )


def ended(scene: Scene, combo_id: str, count: int) -> None:
    told(
        scene,
        "comboEnded",
        combo_id=combo_id,
        sender_id=SENDER,
        recipient_id=HOST,
        gift_type="rose",
        count=count,
        total_coins=10 * count,
        total_diamonds=4 * count,
        reason="WINDOW_PASSED",
        started_at=1,
        ended_at=2,
    )


def test_a_recap_is_complete_once_the_last_combo_has_ended() -> None:
    scene = Scene()
    for count in (1, 2):
        sent(scene, "long", count)
    sent(scene, "short", 1)
    ended(scene, "short", 1)
    closed(scene)
    waiting = recap_of(scene)
    assert (waiting.combos, waiting.combos_running, waiting.complete) == (1, 1, False)
    ended(scene, "long", 2)
    recap = recap_of(scene)
    assert (recap.combos, recap.combos_running, recap.complete) == (2, 0, True)
    assert [(top.id, top.coins) for top in top_of(recap.top_combos)] == [("long", 20), ("short", 10)]


def test_what_was_sent_before_tiers_were_told_is_counted_as_of_none() -> None:
    scene = Scene()
    told(scene, "giftSent", gift_id="old", quantity=1, total_coins=10, diamonds=4)
    told(scene, "giftReversed", gift_id="old", tier=None, quantity=1, total_coins=10, diamonds=4)
    assert tiers_of(recap_of(scene).tiers) == {"": TierTotal(1, 1, 10, 10)}


def test_a_row_that_follows_from_nothing_is_empty() -> None:
    recap = recap_of(scene_with())
    assert FOLD.emptied(RECAPS, recap) == EMPTY._replace(room_id=recap.room_id)


@settings(max_examples=60, deadline=None)
@given(
    sends=st.lists(
        st.tuples(st.sampled_from(["rose", "comet"]), st.integers(1, 4), st.booleans(), st.integers(0, 4)), max_size=16
    ),
    cuts=st.lists(st.integers(1, 40), max_size=5),
)
def test_however_events_are_cut_a_recap_comes_to_what_the_books_say(
    sends: list[tuple[str, int, bool, int]], cuts: list[int]
) -> None:
    scene = scene_with()
    back = 0
    for gift_type, quantity, anonymous, reversed_units in sends:
        gift = scene.send(quantity, gift_type=gift_type, anonymous=anonymous).answer.gift
        units = min(reversed_units, quantity)
        if units:
            scene.reverse(gift, units)
            back += units * gift.price_coins
    closed(scene)
    recap = recap_of(scene)
    assert recap_of(scene, cuts) == recap
    gifts = scene.state.rows(GIFTS)
    assert (recap.sends, recap.coins, recap.reversed_coins) == (
        len(gifts),
        sum(gift.total_coins for gift in gifts),
        back,
    )
    assert recap.diamonds == sum(gift.diamonds for gift in gifts)
    tiers = tiers_of(recap.tiers).values()
    assert sum(tier.coins for tier in tiers) == recap.coins
    assert sum(tier.reversed_coins for tier in tiers) == recap.reversed_coins
    best = max((gift.total_coins for gift in gifts), default=0)
    assert max((top.coins for top in top_of(recap.top_gifts)), default=0) == best
