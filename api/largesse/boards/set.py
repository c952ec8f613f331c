"""
`boardSet`: whoever receives gifts wants no boards to be shown, for good or of one room, or wants them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.boards.rows import BOARD_REFUSALS, BoardRefusalRow
from largesse.errors import Forbidden, NotFound
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.rooms.rows import ROOMS
from largesse.rooms.standing import name_room

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "boardSet"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardOrder:
    """
    What a creator asks for.

    Args:
        caller_id: who.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        refused: whether no board shall be shown.
        room_id: of which room, closed ones too; all that is the caller's own if None.
        moderates: whether the caller may change rooms of others.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    refused: bool
    room_id: str | None = None
    moderates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSet(Deed):
    """Write whether boards are refused; what is so already stays so. What is given is counted all the same."""

    order: BoardOrder

    def needs(self, needs: Needs) -> None:
        """Name the refusal, and the room if one is meant."""
        needs.row(BOARD_REFUSALS, self._owner_id)
        if self.order.room_id is not None:
            name_room(needs, self.order.room_id)

    def decide(self, state: State) -> Decision:
        """
        Write the refusal where it differs.

        Raises:
            NotFound: there is no such room.
            Forbidden: it is somebody else's.
        """
        order = self.order
        if order.room_id is not None:
            room = state.get(ROOMS, order.room_id)
            if room is None:
                raise NotFound("room", order.room_id)
            if room.host_id != self.caller_id and not order.moderates:
                raise Forbidden("the room's host, a moderator or an operator")
        known = state.get(BOARD_REFUSALS, self._owner_id)
        result = {"owner_id": self._owner_id, "refused": order.refused}
        if (known is not None and known.refused) == order.refused:
            return Decision(result=result, answer=known)
        row = BoardRefusalRow(self._owner_id, order.refused, state.now, known.version + 1 if known else 1)
        return Decision(writes=(Write(BOARD_REFUSALS, row),), result=result, answer=row)

    @property
    def _owner_id(self) -> str:
        return self.order.room_id or self.caller_id


async def set_board(journal: Journal, order: BoardOrder) -> Applied:
    """
    Have boards shown no more, or again.

    Returns:
        The result `{"owner_id", "refused"}`; the answer is the `BoardRefusalRow`, or None if there never was one.

    Raises:
        NotFound: there is no such room.
        Forbidden: it is somebody else's.
        KeyReused: the key stands for something else.
    """
    deed = BoardSet(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        order=order,
    )
    return await journal.submit(deed)
