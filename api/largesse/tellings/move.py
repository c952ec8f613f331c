"""
`tellingMove`: a plugin was told of rooms up to some places, by the node whose turn it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.ledger.account import PLATFORM_ID
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.tellings.rows import PLACES, TURNS, PlaceRow
from largesse.tellings.take import TurnTaken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.ledger.deed import Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "tellingMove"


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingMove(Deed):
    """
    Move places forward, and keep the turn for longer or let it go.

    Args:
        plugin: who was told.
        node_id: who told.
        hold: for how many microseconds more the turn is kept; 0 lets it go.
        places: the offset that was reached, by room.
    """

    plugin: str
    node_id: str
    hold: int
    places: Mapping[str, int]

    def needs(self, needs: Needs) -> None:
        """Name the turn and the places."""
        needs.row(TURNS, self.plugin)
        for room_id in self.places:
            needs.row(PLACES, self.plugin, room_id)

    def decide(self, state: State) -> Decision:
        """
        Write the places that are further than before; none ever goes back.

        Raises:
            TurnTaken: another node has taken the turn, and tells what is beyond the places that it found.
        """
        turn = state.get(TURNS, self.plugin)
        if turn is None or turn.node_id != self.node_id:
            raise TurnTaken(self.plugin, max(0, turn.held_until - state.now) if turn else 0)
        kept = turn._replace(held_until=state.now + self.hold, version=turn.version + 1)
        writes = [Write(TURNS, kept)]
        for room_id, told in self.places.items():
            known = state.get(PLACES, self.plugin, room_id)
            if known is None:
                writes.append(Write(PLACES, PlaceRow(self.plugin, room_id, told, 1)))
            elif told > known.told:
                writes.append(Write(PLACES, known._replace(told=told, version=known.version + 1)))
        return Decision(writes=writes, answer=kept)


async def move(journal: Journal, plugin: str, node_id: str, hold: int, places: Mapping[str, int]) -> None:
    """
    Write how far a plugin was told.

    Raises:
        TurnTaken: another node has taken the turn.
        Unavailable: the database does not answer.
        OutcomeUnknown: it stopped answering; the same places may be moved again.
    """
    deed_id = new_id()
    deed = TellingMove(
        id=deed_id,
        caller_id=PLATFORM_ID,
        key=f"telling/{deed_id}",
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, {"plugin": plugin, "node_id": node_id, "places": dict(places)}),
        plugin=plugin,
        node_id=node_id,
        hold=hold,
        places=dict(places),
    )
    await journal.submit(deed)
