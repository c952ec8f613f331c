"""
`tellingTake`: it is a node's turn to tell a plugin, unless another has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from largesse.clock import MICROSECONDS
from largesse.errors import Refusal
from largesse.ledger.account import PLATFORM_ID
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.tellings.rows import TURNS, TurnRow

if TYPE_CHECKING:
    from largesse.clock import Instant
    from largesse.ledger.deed import Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "tellingTake"
HOLD_MAX = 60 * MICROSECONDS
"""The longest that a turn may be held at a time; nodes of several releases may hold it for different times."""


@dataclass(eq=False)
class TurnTaken(Refusal):
    """
    Another node has the turn to tell a plugin.

    Args:
        plugin: which one.
        remaining: for how many microseconds more at least; 0 if it may be taken now.
    """

    code: ClassVar[str] = "TURN_TAKEN"
    plugin: str
    remaining: int

    def __str__(self) -> str:
        return f"Another node tells the plugin {self.plugin!r}."


class TurnHad(NamedTuple):
    """
    A turn that a node has.

    Args:
        since: the instant since which the plugin is told.
        kept: whether this node was the last one that had it.
    """

    since: Instant
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingTake(Deed):
    """
    Take the turn; whoever has it already keeps it for longer.

    Args:
        plugin: whom to tell.
        node_id: who tells.
        hold: for how many microseconds; a minute at most.
    """

    plugin: str
    node_id: str
    hold: int

    def needs(self, needs: Needs) -> None:
        """Name the turn."""
        needs.row(TURNS, self.plugin)

    def decide(self, state: State) -> Decision:
        """
        Write whose turn it is; the first one ever says from when on the plugin is told.

        Raises:
            TurnTaken: another node has it.
        """
        known = state.get(TURNS, self.plugin)
        held_until = state.now + self.hold
        if known is None:
            turn = TurnRow(self.plugin, self.node_id, state.now, held_until, 1)
        # Whoever seems to have it for longer than that had it before the clock was set back.
        elif known.node_id != self.node_id and 0 < known.held_until - state.now <= HOLD_MAX:
            raise TurnTaken(self.plugin, known.held_until - state.now)
        else:
            turn = known._replace(node_id=self.node_id, held_until=held_until, version=known.version + 1)
        had = TurnHad(turn.since, known is not None and known.node_id == self.node_id)
        return Decision(writes=(Write(TURNS, turn),), result=had._asdict(), answer=turn)


async def take(journal: Journal, plugin: str, node_id: str, hold: int) -> TurnHad:
    """
    Take the turn to tell a plugin.

    Raises:
        TurnTaken: another node has it.
        Unavailable: the database does not answer.
        OutcomeUnknown: it stopped answering.
    """
    deed_id = new_id()
    deed = TellingTake(
        id=deed_id,
        caller_id=PLATFORM_ID,
        # Each time it is another one: nobody asks twice for the same turn.
        key=f"telling/{deed_id}",
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, {"plugin": plugin, "node_id": node_id}),
        plugin=plugin,
        node_id=node_id,
        hold=hold,
    )
    result = (await journal.submit(deed)).result
    return TurnHad(cast("Instant", result["since"]), bool(result["kept"]))
