"""
Streaks: what a gift goes on with, what it begins, and what it ends on its way.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from largesse.combos.rows import COMBOS, WINDOW, ComboRow
from largesse.errors import InsufficientCoins
from largesse.gifts.detail import detail_of
from largesse.gifts.rows import GIFTS
from largesse.offers import DatedPrice
from tests.gifts.scene import GUEST, HOST, NOW, SENDER, Scene, offer

if TYPE_CHECKING:
    from largesse.ledger.deed import Applied, Event


def combos(scene: Scene) -> list[ComboRow]:
    return scene.state.rows(COMBOS)


def combo_of(sent: Applied) -> str | None:
    """The combo that a gift stores."""
    return detail_of(sent.answer.gift.detail)["combo"]  # type: ignore[attr-defined, no-any-return]  # as a gift is answered


def told(events: list[Event], kind: str) -> list[dict[str, object]]:
    return [orjson.loads(event.payload) for event in events if event.kind == kind]


def test_a_first_gift_begins_a_combo_that_takes_its_identifier() -> None:
    scene = Scene()
    scene.grant(100)
    sent = scene.send(3)
    (combo,) = combos(scene)
    assert combo == sent.answer.combo
    assert combo.id == sent.answer.gift.id == combo_of(sent)
    assert combo[2:] == (
        scene.room_id, SENDER, HOST, "rose", 1, 10, 3, 30, 12_000_000, True, "", NOW, NOW + WINDOW, None,
    )  # fmt: skip
    assert sent.result["combo"] == told(scene.state.events, "giftSent")[0]["combo"] == {
        "id": combo.id,
        "count": 3,
        "total_coins": 30,
        "total_diamonds": 12_000_000,
        "started_at": NOW,
        "ends_at": NOW + WINDOW,
    }  # fmt: skip


def test_each_gift_within_the_window_goes_on_and_the_room_hears_of_all_of_it_so_far() -> None:
    scene = Scene()
    scene.grant(100)
    first = scene.send()
    scene.state.now += WINDOW - 1
    second = scene.send(2)
    scene.state.now += WINDOW - 1
    third = scene.send()
    (combo,) = combos(scene)
    assert combo.id == first.deed_id == combo_of(second) == combo_of(third)
    heard = [payload["combo"] for payload in told(scene.state.events, "giftSent")]
    assert [(each["count"], each["total_coins"]) for each in heard] == [(1, 10), (3, 30), (4, 40)]  # type: ignore[index]  # JSON
    assert (combo.quantity, combo.total_coins, combo.started_at) == (4, 40, NOW)
    assert combo.ends_at == NOW + 2 * (WINDOW - 1) + WINDOW
    assert told(scene.state.events, "comboEnded") == []


def test_a_gift_at_the_windows_end_ends_the_combo_and_begins_another() -> None:
    scene = Scene()
    scene.grant(100)
    first = scene.send(2)
    scene.state.now += WINDOW
    second = scene.send()
    before, after = combos(scene)
    assert (before.id, before.running, before.reason, before.ended_at) == (
        first.deed_id, False, "WINDOW_PASSED", NOW + WINDOW,
    )  # fmt: skip
    assert (after.id, after.running, after.quantity) == (second.deed_id, True, 1)
    assert [event.kind for event in scene.state.events[-2:]] == ["comboEnded", "giftSent"]
    assert told(scene.state.events, "comboEnded") == [
        {
            "combo_id": first.deed_id,
            "sender_id": SENDER,
            "recipient_id": HOST,
            "gift_type": "rose",
            "count": 2,
            "total_coins": 20,
            "total_diamonds": 8_000_000,
            "reason": "WINDOW_PASSED",
            "started_at": NOW,
            "ended_at": NOW + WINDOW,
        }
    ]


def test_a_gift_long_after_the_window_does_not_make_the_combo_longer() -> None:
    scene = Scene()
    scene.grant(100)
    scene.send()
    scene.state.now += 100 * WINDOW
    scene.send()
    assert combos(scene)[0].ended_at == NOW + WINDOW


def test_another_price_ends_a_combo_within_its_window() -> None:
    dated = (DatedPrice(holds_from=NOW + 2, price_coins=20),)
    scene = Scene(offer(more={"prices": dated}))
    scene.grant(100)
    first = scene.send()
    scene.state.now += 2
    second = scene.send(price_seen=20)
    before, after = combos(scene)
    assert (before.id, before.reason, before.ended_at) == (first.deed_id, "CHANGED", NOW + 2)
    assert (after.id, after.price_coins, after.total_coins) == (second.deed_id, 20, 20)


def test_another_version_of_a_gift_type_ends_a_combo_though_the_price_is_the_same() -> None:
    scene = Scene()
    scene.grant(100)
    scene.send()
    scene.shelf = Scene(offer(more={"version": 2})).shelf
    scene.send()
    assert [(combo.type_version, combo.reason) for combo in combos(scene)] == [(1, "CHANGED"), (2, "")]


def test_combos_to_others_and_of_other_gift_types_go_on_side_by_side() -> None:
    scene = Scene(offer(), offer("star"))
    scene.grant(1_000)
    for _ in range(3):
        scene.send(recipient_id=HOST)
        scene.send(recipient_id=GUEST)
        scene.send(gift_type="star")
        scene.state.now += 1
    found = {(combo.recipient_id, combo.gift_type): combo.quantity for combo in combos(scene)}
    assert found == {(HOST, "rose"): 3, (GUEST, "rose"): 3, (HOST, "star"): 3}


def test_the_host_by_name_and_by_default_are_one_recipient() -> None:
    scene = Scene()
    scene.grant(100)
    scene.send(recipient_id=HOST)
    scene.send()
    assert [combo.quantity for combo in combos(scene)] == [2]


def test_an_anonymous_gift_has_no_combo_and_touches_none() -> None:
    scene = Scene()
    scene.grant(100)
    scene.send()
    before = combos(scene)
    sent = scene.send(anonymous=True)
    assert (sent.answer.combo, combo_of(sent), sent.result["combo"]) == (None, None, None)
    assert "combo" not in orjson.loads(scene.state.events[-1].payload)
    assert combos(scene) == before
    scene.state.now += WINDOW
    scene.send(anonymous=True)
    assert combos(scene) == before


def test_a_refused_gift_leaves_a_combo_as_it_was_also_if_it_was_due() -> None:
    scene = Scene()
    scene.grant(10)
    scene.send()
    scene.state.now += 2 * WINDOW
    before = scene.state.snapshot()
    with pytest.raises(InsufficientCoins):
        scene.send()
    assert scene.state.snapshot() == before


def test_a_clock_that_is_set_back_neither_ends_a_combo_nor_shortens_it() -> None:
    scene = Scene()
    scene.grant(100)
    scene.send()
    scene.state.now -= 100 * WINDOW
    scene.send()
    (combo,) = combos(scene)
    assert (combo.quantity, combo.ends_at) == (2, NOW + WINDOW)


moves = st.tuples(
    st.sampled_from([0, 1, WINDOW // 2, WINDOW - 1, WINDOW, WINDOW + 1]),
    st.sampled_from([HOST, GUEST]),
    st.sampled_from(["rose", "star", "moon"]),
    st.integers(1, 5),
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(moves, max_size=25))
def test_whatever_is_sent_when_combos_come_to_what_their_gifts_come_to_and_end_once(
    sent: list[tuple[int, str, str, int, bool]],
) -> None:
    scene = Scene(offer(), offer("star", 7), offer("moon", 3))
    scene.grant(10_000)
    ends: dict[tuple[str, str], tuple[str, int]] = {}
    for pause, recipient_id, gift_type, quantity, anonymous in sent:
        scene.state.now += pause
        applied = scene.send(quantity, recipient_id=recipient_id, gift_type=gift_type, anonymous=anonymous)
        if anonymous:
            assert combo_of(applied) is None
            continue
        known, due = ends.get((recipient_id, gift_type), ("", 0))
        combo_id = known if scene.state.now < due else applied.deed_id
        assert combo_of(applied) == combo_id
        ends[recipient_id, gift_type] = combo_id, scene.state.now + WINDOW

    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for gift in scene.state.rows(GIFTS):
        combo_id = detail_of(gift.detail)["combo"]
        if combo_id is not None:
            for place, amount in enumerate((gift.quantity, gift.total_coins, gift.diamonds)):
                sums[combo_id][place] += amount
    assert {combo.id: [*combo[8:11]] for combo in combos(scene)} == sums
    running = {combo.id for combo in combos(scene) if combo.running}
    assert running == {combo_id for combo_id, _ in ends.values()}
    over = [payload["combo_id"] for payload in told(scene.state.events, "comboEnded")]
    assert sorted(over) == sorted(sums.keys() - running)  # type: ignore[type-var]  # JSON
