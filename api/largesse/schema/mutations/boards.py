"""
Mutations of boards: who is listed, and whose boards are shown.
"""

from typing import Annotated

import strawberry

from largesse.boards.set import BoardOrder, set_board
from largesse.boards.standing_set import StandingOrder, set_standing
from largesse.schema.boards import Standing, standing_of
from largesse.schema.context import Info
from largesse.schema.errors import answers
from largesse.schema.ids import key_if_given
from largesse.schema.mutations.acting import acting, moderates
from largesse.schema.people import Person, person_node
from largesse.schema.rooms import Room, find_room
from largesse.schema.unions import BoardSetError, StandingSetError


@strawberry.input
class StandingSetInput:
    """Whether the caller agrees to be listed on boards."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    shown: bool
    """Whether they agree: to be named, with what they gave, wherever they gave it with their name."""


@strawberry.type
class StandingSetPayload:
    """What became of a standing."""

    standing: Standing | None = None
    """How the caller stands now; null if nothing was done."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[StandingSetError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.input
class BoardSetInput:
    """Whether boards are shown of what the caller is given, or of a room. Of a room, for its host and moderators."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    shown: bool
    """Whether they are; what is given counts meanwhile all the same, so that nothing is lost by not showing it."""
    room_id: strawberry.ID | None = strawberry.UNSET
    """Of one room, open or closed; if left out, of the caller and of every room of theirs."""


@strawberry.type
class BoardSetPayload:
    """What became of boards."""

    person: Person | None = None
    """The caller, whose boards they are; null if a room was named, or nothing was done."""
    room: Room | None = None
    """The room; null if none was named, or nothing was done."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[BoardSetError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.type
class BoardMutations:
    """Deeds on boards."""

    @strawberry.mutation
    @answers(lambda errors: StandingSetPayload(errors=errors), StandingSetError)
    async def standing_set(
        self, info: Info, sent: Annotated[StandingSetInput, strawberry.argument(name="input")]
    ) -> StandingSetPayload | None:
        """
        Agree to be listed on boards, or withdraw that.

        It holds at once, on every board there is and ever was, and nothing is lost by changing it.
        """
        context = info.context
        act = await acting(context, sent.idempotency_key, sent)
        order = StandingOrder(**act.asked, shown=sent.shown)
        applied = await act.done(set_standing(context.services.journal, order))
        context.services.board_notices.standing_changed(act.caller.id)
        return StandingSetPayload(
            standing=await act.read(standing_of(context, act.caller.id)), replayed=applied.replayed
        )

    @strawberry.mutation
    @answers(lambda errors: BoardSetPayload(errors=errors), BoardSetError)
    async def board_set(
        self, info: Info, sent: Annotated[BoardSetInput, strawberry.argument(name="input")]
    ) -> BoardSetPayload | None:
        """
        Have no boards shown, of one room or for good, or have them shown again.

        It holds at once.
        """
        context = info.context
        room_id = key_if_given("Room", sent.room_id, "roomId")
        act = await acting(context, sent.idempotency_key, sent)
        order = BoardOrder(**act.asked, refused=not sent.shown, room_id=room_id, moderates=moderates(act.caller))
        applied = await act.done(set_board(context.services.journal, order))
        notices = context.services.board_notices
        if room_id is None:
            notices.host_changed(act.caller.id)
            return BoardSetPayload(person=person_node(act.caller.id), replayed=applied.replayed)
        notices.rooms_changed((room_id,))
        return BoardSetPayload(room=await act.read(find_room(context, room_id)), replayed=applied.replayed)
