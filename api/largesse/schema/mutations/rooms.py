"""
Mutations of rooms: opened, staged, paused, closed, and who may send no gifts in them.
"""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from largesse.combos.endings import Look
from largesse.errors import Forbidden, InvalidInput
from largesse.ledger.deed import Applied
from largesse.people.caller import Role
from largesse.people.rows import PEOPLE
from largesse.rooms.block import REASON_LENGTH_MAX, BlockOrder, set_block
from largesse.rooms.close import CloseOrder, close
from largesse.rooms.open import TITLE_LENGTH_MAX, OpenOrder, open_room
from largesse.rooms.pause import PauseOrder, pause
from largesse.rooms.rows import ROOM_BLOCKS, RoomBlockRow, RoomRow
from largesse.rooms.stage import GUESTS_MAX, StageMember
from largesse.rooms.stage_set import StageOrder, set_stage
from largesse.schema.context import Context, Info
from largesse.schema.errors import answers
from largesse.schema.ids import key_of
from largesse.schema.inputs import given, text
from largesse.schema.mutations.acting import Act, acting, moderates
from largesse.schema.people import PersonSelector, selected_person
from largesse.schema.rooms import Room, RoomBlock, find_room, room_node
from largesse.schema.unions import RoomBlockSetError, RoomCloseError, RoomOpenError, RoomPauseError, RoomStageSetError

GUESTS_SENT_MAX = 100
"""More names than this are not even looked up; a stage takes far fewer."""


@strawberry.input
class RoomOpenInput:
    """A room to open. For creators, and for operators on behalf of others."""

    idempotency_key: str
    """Of this room alone; 1 to 200 characters."""
    title: str
    """What it is called, in 1 to 120 characters."""
    host: PersonSelector | None = strawberry.UNSET
    """Whose room it is, for operators; the caller's own if left out."""


@strawberry.type
class RoomOpenPayload:
    """What became of a room to open."""

    room: Room | None = None
    """The room; null if it was not opened."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[RoomOpenError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.input
class RoomStageSetInput:
    """Who is on stage. For the host, moderators and operators."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    room_id: strawberry.ID
    """Which room."""
    guest_ids: list[strawberry.ID]
    """Every guest, 8 at most, in their order; whoever is not named leaves the stage. The host always stays."""


@strawberry.type
class RoomStageSetPayload:
    """What became of a stage."""

    room: Room | None = None
    """The room with its stage; null if it was not set."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[RoomStageSetError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.input
class RoomPauseInput:
    """Whether gifts rest in a room. For the host, moderators and operators."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    room_id: strawberry.ID
    """Which room."""
    paused: bool | None = strawberry.UNSET
    """True, or left out, to pause; false to go on."""


@strawberry.type
class RoomPausePayload:
    """What became of a pause."""

    room: Room | None = None
    """The room; null if nothing was done."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[RoomPauseError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.input
class RoomCloseInput:
    """A room to close for good. For the host, moderators and operators."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    room_id: strawberry.ID
    """Which room."""


@strawberry.type
class RoomClosePayload:
    """What became of a room to close."""

    room: Room | None = None
    """The room; null if it was not closed."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[RoomCloseError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.input
class RoomBlockSetInput:
    """Whether somebody may send gifts and messages in a room. For the host, moderators and operators."""

    idempotency_key: str
    """Of this call alone; 1 to 200 characters."""
    room_id: strawberry.ID
    """Which room."""
    person_id: strawberry.ID
    """Who is meant; anybody but the host."""
    blocked: bool
    """Whether they shall be blocked."""
    reason: str | None = strawberry.UNSET
    """Why, in 500 characters at most; empty if left out."""


@strawberry.type
class RoomBlockSetPayload:
    """What became of a block."""

    block: RoomBlock | None = None
    """The block; null if nothing was done."""
    room: Room | None = None
    """The room; null if nothing was done."""
    replayed: bool = False
    """Whether the key had been used before, and this is what was answered then."""
    errors: list[RoomBlockSetError] = strawberry.field(default_factory=list)
    """Why not; empty if it is done."""


@strawberry.type
class RoomMutations:
    """Deeds on rooms."""

    @strawberry.mutation
    @answers(lambda errors: RoomOpenPayload(errors=errors), RoomOpenError)
    async def room_open(
        self, info: Info, sent: Annotated[RoomOpenInput, strawberry.argument(name="input")]
    ) -> RoomOpenPayload | None:
        """Open a room, with its host on stage. For creators and operators."""
        context = info.context
        title = text(sent.title, "title", 1, TITLE_LENGTH_MAX)
        act = await acting(context, sent.idempotency_key, sent, Role.CREATOR, Role.OPERATOR)
        caller = act.caller
        operates = context.is_operator()
        host = StageMember(caller.id, caller.region or "", caller.age_min)
        if sent.host:
            host_id = selected_person(context, sent.host, "host")
            if host_id != caller.id and not operates:
                raise Forbidden("the role operator, to open a room of somebody else")
            known = await _known(context, [host_id])
            host = known.get(host_id, StageMember(host_id, ""))
        order = OpenOrder(**act.asked, title=title, host=host, operates=operates)
        applied = await act.done(open_room(context.services.journal, order))
        room = await _room_of(act, applied, title.strip())
        return RoomOpenPayload(room=room, replayed=applied.replayed)

    @strawberry.mutation
    @answers(lambda errors: RoomStageSetPayload(errors=errors), RoomStageSetError)
    async def room_stage_set(
        self, info: Info, sent: Annotated[RoomStageSetInput, strawberry.argument(name="input")]
    ) -> RoomStageSetPayload | None:
        """Set who is on stage beside the host, and so may receive gifts. For the host, moderators and operators."""
        context = info.context
        room_id = key_of("Room", sent.room_id, "roomId")
        if len(sent.guest_ids) > GUESTS_SENT_MAX:
            raise InvalidInput("guestIds", f"a stage takes {GUESTS_MAX} guests at most")
        guest_ids = [key_of("Person", guest, f"guestIds.{place}") for place, guest in enumerate(sent.guest_ids)]
        act = await acting(context, sent.idempotency_key, sent)
        order = StageOrder(
            **act.asked,
            room_id=room_id,
            guest_ids=guest_ids,
            known=await _known(context, guest_ids),
            moderates=moderates(act.caller),
        )
        applied = await act.done(set_stage(context.services.journal, order))
        return RoomStageSetPayload(room=await _room_of(act, applied), replayed=applied.replayed)

    @strawberry.mutation
    @answers(lambda errors: RoomPausePayload(errors=errors), RoomPauseError)
    async def room_pause(
        self, info: Info, sent: Annotated[RoomPauseInput, strawberry.argument(name="input")]
    ) -> RoomPausePayload | None:
        """Let gifts rest in a room, or go on. For the host, moderators and operators."""
        context = info.context
        room_id = key_of("Room", sent.room_id, "roomId")
        act = await acting(context, sent.idempotency_key, sent)
        order = PauseOrder(
            **act.asked,
            room_id=room_id,
            paused=given(sent.paused, default=True),
            moderates=moderates(act.caller),
        )
        applied = await act.done(pause(context.services.journal, order))
        return RoomPausePayload(room=await _room_of(act, applied), replayed=applied.replayed)

    @strawberry.mutation
    @answers(lambda errors: RoomClosePayload(errors=errors), RoomCloseError)
    async def room_close(
        self, info: Info, sent: Annotated[RoomCloseInput, strawberry.argument(name="input")]
    ) -> RoomClosePayload | None:
        """Close a room for good. For the host, moderators and operators."""
        context = info.context
        room_id = key_of("Room", sent.room_id, "roomId")
        act = await acting(context, sent.idempotency_key, sent)
        order = CloseOrder(
            **act.asked,
            room_id=room_id,
            moderates=moderates(act.caller),
        )
        applied = await act.done(close(context.services.journal, order))
        return RoomClosePayload(room=await _room_of(act, applied), replayed=applied.replayed)

    @strawberry.mutation
    @answers(lambda errors: RoomBlockSetPayload(errors=errors), RoomBlockSetError)
    async def room_block_set(
        self, info: Info, sent: Annotated[RoomBlockSetInput, strawberry.argument(name="input")]
    ) -> RoomBlockSetPayload | None:
        """Keep somebody from gifts and messages in a room, or allow them again, silently. For host and moderators."""
        context = info.context
        room_id = key_of("Room", sent.room_id, "roomId")
        person_id = key_of("Person", sent.person_id, "personId")
        reason = text(given(sent.reason, ""), "reason", 0, REASON_LENGTH_MAX)
        act = await acting(context, sent.idempotency_key, sent)
        order = BlockOrder(
            **act.asked,
            room_id=room_id,
            person_id=person_id,
            blocked=sent.blocked,
            reason=reason,
            moderates=moderates(act.caller),
        )
        applied = await act.done(set_block(context.services.journal, order))
        if order.blocked:
            # Nobody is told of a block, so that no event ends what the person had going.
            context.services.endings.look(Look(room_id, person_id))
        if isinstance(applied.answer, RoomBlockRow):
            block: RoomBlockRow | None = applied.answer
        else:
            block = await act.read(context.row(ROOM_BLOCKS, room_id, person_id))
        return RoomBlockSetPayload(
            block=RoomBlock(row=block, blocked=block.blocked, reason=block.reason) if block else None,
            room=await act.read(find_room(context, room_id)),
            replayed=applied.replayed,
        )


async def _known(context: Context, person_ids: Sequence[str]) -> dict[str, StageMember]:
    """Return those people who have been seen, as they may stand on a stage."""
    rows = await context.services.rows.by_keys(PEOPLE, [(person_id,) for person_id in person_ids])
    return {row.id: StageMember(row.id, row.region, row.age_min) for row in rows.values()}


async def _room_of(act: Act, applied: Applied, title: str | None = None) -> Room | None:
    """Return the room that a deed answered, or of a replay the room as it is now."""
    row = applied.answer
    if isinstance(row, RoomRow):
        return room_node(row, title)
    return await act.read(find_room(act.context, str(applied.result["room_id"])))
