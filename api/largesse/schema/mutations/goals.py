"""
Mutations of goals: set, cancelled, and refused.
"""

from typing import Annotated

import strawberry

from largesse.goals.cancel import CancelOrder, cancel_goal
from largesse.goals.models import reached_in
from largesse.goals.refuse import RefuseOrder, refuse_goals
from largesse.goals.rows import GOALS, GoalKind, GoalRow
from largesse.goals.set import TITLE_LENGTH_MAX, SetOrder, set_goal
from largesse.rooms.models import open_rooms_of
from largesse.rooms.rows import ROOMS
from largesse.schema.context import Info
from largesse.schema.errors import answers
from largesse.schema.goals import Goal, GoalRefusal, find_goal, goal_node
from largesse.schema.ids import key_if_given, key_of
from largesse.schema.inputs import given, text
from largesse.schema.mutations.acting import acting, moderates
from largesse.schema.mutations.gifts import GIFT_TYPE_LENGTH_MAX
from largesse.schema.rooms import find_room
from largesse.schema.scalars import BigInt, DateTime
from largesse.schema.unions import GoalCancelError, GoalRefuseError, GoalSetError


@strawberry.input
class GoalSetInput:
    """A goal to set. For the host, moderators and operators."""

    idempotency_key: str
    """Of this goal alone; 1 to 200 characters."""
    room_id: strawberry.ID
    """In which room."""
    title: str
    """What it is called, in 1 to 80 characters."""
    kind: GoalKind
    """What counts."""
    target: BigInt
    """How much is to be reached: coins, or gifts; at least 1."""
    gift_type: str | None = strawberry.UNSET
    """The `key` of the gift type that counts, which the kind `GIFT` takes; left out for the others."""
    ends_at: DateTime | None = strawberry.UNSET
    """Until when gifts count; until the room closes if left out."""


@strawberry.type
class GoalSetPayload:
    """What became of a goal to set."""

    goal: Goal | None = None
    """The goal; null if it was not set."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[GoalSetError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.input
class GoalCancelInput:
    """A goal to take away. For the host, moderators and operators."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    goal_id: strawberry.ID
    """Which goal."""


@strawberry.type
class GoalCancelPayload:
    """What became of a goal to take away."""

    goal: Goal | None = None
    """The goal, with when it was cancelled first; null if it was not."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[GoalCancelError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.input
class GoalRefuseInput:
    """Whether somebody wants no goals in their rooms. For whoever opens rooms."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    room_id: strawberry.ID | None = strawberry.UNSET
    """One room of the caller's; all of them, also those to come, if left out."""
    refused: bool
    """True to want none; false to want them again."""


@strawberry.type
class GoalRefusePayload:
    """What became of a refusal of goals."""

    refusal: GoalRefusal | None = None
    """What holds from now on; null if nothing was done."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[GoalRefuseError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.type
class GoalMutations:
    """Deeds on goals."""

    @strawberry.mutation
    @answers(lambda errors: GoalSetPayload(errors=errors), GoalSetError)
    async def goal_set(
        self, info: Info, sent: Annotated[GoalSetInput, strawberry.argument(name="input")]
    ) -> GoalSetPayload | None:
        """Set a goal for a room, to which all that is given from then on counts. For the host and moderators."""
        context, services = info.context, info.context.services
        room_id = key_of("Room", sent.room_id, "roomId")
        title = text(sent.title, "title", 1, TITLE_LENGTH_MAX)
        named = given(sent.gift_type, None)
        gift_type = None if named is None else text(named, "giftType", 1, GIFT_TYPE_LENGTH_MAX)
        act = await acting(context, sent.idempotency_key, sent)
        order = SetOrder(
            **act.asked,
            room_id=room_id,
            kind=sent.kind,
            target=sent.target,
            title=title,
            gift_type=gift_type,
            ends_at=given(sent.ends_at, None),
            moderates=moderates(act.caller),
        )
        applied = await act.done(
            set_goal(services.journal, lambda key: context.row(ROOMS, key), reached_in, services.catalogue, order)
        )
        if isinstance(applied.answer, GoalRow):
            return GoalSetPayload(goal=goal_node(applied.answer, title.strip()))
        goal = await act.read(find_goal(context, str(applied.result["goal_id"])))
        return GoalSetPayload(goal=goal, replayed=applied.replayed)

    @strawberry.mutation
    @answers(lambda errors: GoalCancelPayload(errors=errors), GoalCancelError)
    async def goal_cancel(
        self, info: Info, sent: Annotated[GoalCancelInput, strawberry.argument(name="input")]
    ) -> GoalCancelPayload | None:
        """Take a goal away, whether or not it was reached. For the host and moderators."""
        context = info.context
        goal_id = key_of("Goal", sent.goal_id, "goalId")
        act = await acting(context, sent.idempotency_key, sent)
        order = CancelOrder(**act.asked, goal_id=goal_id, moderates=moderates(act.caller))
        applied = await act.done(cancel_goal(context.services.journal, lambda key: context.row(GOALS, key), order))
        if isinstance(applied.answer, GoalRow):
            return GoalCancelPayload(goal=goal_node(applied.answer))
        goal = await act.read(find_goal(context, str(applied.result["goal_id"])))
        return GoalCancelPayload(goal=goal, replayed=applied.replayed)

    @strawberry.mutation
    @answers(lambda errors: GoalRefusePayload(errors=errors), GoalRefuseError)
    async def goal_refuse(
        self, info: Info, sent: Annotated[GoalRefuseInput, strawberry.argument(name="input")]
    ) -> GoalRefusePayload | None:
        """
        Want no goals in one's rooms, or want them again: at once, and nothing is lost by it.

        While they are refused no goal is shown and none can be set, by nobody.
        """
        context = info.context
        room_id = key_if_given("Room", sent.room_id, "roomId")
        act = await acting(context, sent.idempotency_key, sent)
        order = RefuseOrder(**act.asked, refused=sent.refused, room_id=room_id)
        applied = await act.done(refuse_goals(context.services.journal, lambda key: context.row(ROOMS, key), order))
        rooms = [room_id] if room_id else await act.read(open_rooms_of(act.caller.id))
        context.services.goal_notices.rooms_changed(rooms)
        refusal = GoalRefusal(
            room=await act.read(find_room(context, room_id)) if room_id else None, refused=sent.refused
        )
        return GoalRefusePayload(refusal=refusal, replayed=applied.replayed)
