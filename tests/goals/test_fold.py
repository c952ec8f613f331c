"""
The fold of goals: what was given counts and what was taken back does no more, however the events are cut into pages.
"""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from largesse.clock import DAY
from largesse.gifts.rows import GIFT_REMAINDERS, GIFTS
from largesse.goals.fold import GoalFold
from largesse.goals.rows import GOAL_TALLIES, GOALS, GoalKind, GoalRow
from largesse.goals.tally import Tally, tallies_of
from tests.gifts.folding import facts_in, folded
from tests.gifts.scene import GUEST, Scene, offer

from .deeds import goal_cancelled, goal_set

FOLD = GoalFold()


def scene_with(coins: int = 10_000) -> Scene:
    """A scene with roses of ten coins and larks of three."""
    scene = Scene(offer("rose", 10), offer("lark", 3))
    scene.grant(coins)
    return scene


def tally_in(scene: Scene, goal_id: str) -> Tally:
    return tallies_of(folded(FOLD, scene).get(GOAL_TALLIES, scene.room_id))[goal_id]


async def test_each_kind_counts_what_it_says() -> None:
    scene = scene_with()
    kinds = ({"kind": GoalKind.VALUE}, {"kind": GoalKind.COUNT}, {"kind": GoalKind.GIFT, "gift_type": "lark"})
    goals = [(await goal_set(scene, **kind)).deed_id for kind in kinds]
    scene.state.now += 1
    scene.send(2)
    scene.send(3, gift_type="lark", anonymous=True, recipient_id=GUEST)
    assert [tally_in(scene, goal).value for goal in goals] == [29, 5, 3]


async def test_what_was_sent_before_a_goal_or_after_its_end_does_not_count() -> None:
    scene = scene_with()
    scene.send()
    ending, cancelled = (await goal_set(scene, ends_at=scene.state.now + 2)).deed_id, (await goal_set(scene)).deed_id
    scene.send()
    for _ in range(2):
        scene.state.now += 1
        scene.send()
    await goal_cancelled(scene, cancelled)
    scene.state.now += 1
    scene.send()
    assert (tally_in(scene, ending).value, tally_in(scene, cancelled).value) == (10, 20)


async def test_a_goal_is_reached_once_and_stays_so_when_gifts_are_taken_back() -> None:
    scene = scene_with()
    goal = (await goal_set(scene, target=25)).deed_id
    gifts = []
    for _ in range(4):
        scene.state.now += 1
        gifts.append(scene.send().answer.gift)
    reached = tally_in(scene, goal)
    offset = next(fact.event.stream_offset for fact in facts_in(scene) if fact.payload.get("gift_id") == gifts[2].id)
    assert (reached.value, reached.reached_at, reached.reached_offset) == (40, gifts[2].sent_at, offset)
    for gift in gifts[:3]:
        scene.reverse(gift)
    assert tally_in(scene, goal) == reached._replace(value=10, reversed_value=30)
    scene.state.now += 1
    scene.send(9)
    assert tally_in(scene, goal) == reached._replace(value=100, reversed_value=30)


async def test_nothing_is_taken_off_that_was_not_counted() -> None:
    scene = scene_with()
    before = scene.send().answer.gift
    goal = (await goal_set(scene, ends_at=scene.state.now + 2)).deed_id
    scene.state.now += 1
    counted = scene.send(3).answer.gift
    scene.state.now += 1
    late = scene.send().answer.gift
    scene.state.now += DAY
    for gift in (before, late):
        scene.reverse(gift)
    scene.reverse(counted, 1)
    assert (tally_in(scene, goal).value, tally_in(scene, goal).reversed_value) == (20, 10)


async def test_a_room_without_goals_keeps_no_row() -> None:
    scene = scene_with()
    gift = scene.send().answer.gift
    scene.reverse(gift)
    assert folded(FOLD, scene).get(GOAL_TALLIES, scene.room_id) is None


def test_a_row_that_follows_from_nothing_is_empty() -> None:
    assert FOLD.emptied(GOAL_TALLIES, ("room", '[{"goal_id": "x"}]', 7)) == ("room", "[]", 0)


def worth_by_the_books(scene: Scene, goal: GoalRow) -> int:
    """What a goal must have come to, told by what is left of all gifts."""
    left = {row.gift_id: row.remaining for row in scene.state.rows(GIFT_REMAINDERS)}
    value = 0
    for gift in scene.state.rows(GIFTS):
        ended = goal.ends_at is not None and gift.sent_at >= goal.ends_at
        if gift.sent_at <= goal.set_at or ended or (goal.cancelled_at or gift.sent_at) < gift.sent_at:
            continue
        units = left.get(gift.id, gift.quantity)
        if goal.kind == "VALUE":
            value += units * gift.price_coins
        elif goal.gift_type in {None, gift.gift_type}:
            value += units
    return value


happenings = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.sampled_from(GoalKind), st.integers(1, 60), st.none() | st.integers(1, 6)),
        st.tuples(st.just("cancel"), st.integers(0, 9)),
        st.tuples(st.just("send"), st.sampled_from(["rose", "lark"]), st.integers(1, 4), st.booleans()),
        st.tuples(st.just("reverse"), st.integers(0, 20), st.integers(1, 4)),
        st.tuples(st.just("wait")),
    ),
    max_size=40,
)


async def _happen(scene: Scene, happening: tuple[object, ...]) -> None:
    goals = [goal for goal in scene.state.rows(GOALS) if goal.cancelled_at is None]
    gifts, left = scene.state.rows(GIFTS), {row.gift_id: row.remaining for row in scene.state.rows(GIFT_REMAINDERS)}
    match happening:
        case "set", GoalKind() as kind, int(target), lasts if len(goals) < 5:
            said = {"gift_type": "rose"} if kind is GoalKind.GIFT else {}
            ends_at = scene.state.now + lasts if isinstance(lasts, int) else None
            await goal_set(scene, kind=kind, target=target, ends_at=ends_at, **said)
        case "cancel", int(place) if goals:
            await goal_cancelled(scene, goals[place % len(goals)].id)
        case "send", str(gift_type), int(quantity), bool(anonymous):
            scene.send(quantity, gift_type=gift_type, anonymous=anonymous)
        case "reverse", int(place), int(units) if gifts:
            gift = gifts[place % len(gifts)]
            units = min(units, left.get(gift.id, gift.quantity))
            if units:
                scene.reverse(gift, units)
        case _:
            scene.state.now += 1


@settings(max_examples=80, deadline=None)
@given(happenings=happenings, cuts=st.lists(st.integers(1, 60), max_size=6))
def test_however_events_are_cut_every_goal_comes_to_what_the_books_say(
    happenings: list[tuple[object, ...]], cuts: list[int]
) -> None:
    scene = scene_with()

    async def run() -> None:
        for happening in happenings:
            await _happen(scene, happening)

    asyncio.run(run())
    whole, cut = (folded(FOLD, scene, at).get(GOAL_TALLIES, scene.room_id) for at in ((), cuts))
    assert whole == cut
    tallies = tallies_of(whole)
    assert tallies.keys() == {goal.id for goal in scene.state.rows(GOALS)}
    for goal in scene.state.rows(GOALS):
        tally = tallies[goal.id]
        assert tally.value == worth_by_the_books(scene, goal)
        assert (tally.reached_at is None) == (tally.reached_offset is None)
        assert tally.reached_at is not None or tally.value < goal.target
