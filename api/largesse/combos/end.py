"""
`comboEnd`: a combo is over, for the first of the reasons that the books know; the server does it, and nobody asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from largesse.combos.rows import COMBOS, ComboEndReason, ComboRow
from largesse.combos.streak import ended, ended_event
from largesse.errors import Refusal, SpendingCapReached
from largesse.ledger.account import PLATFORM_ID
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.rooms.rows import ROOM_BLOCKS, ROOMS
from largesse.rooms.stage import member_of, stage_of
from largesse.wallets.draw import draw
from largesse.wallets.limit import spend
from largesse.wallets.rows import LIMITS, LOTS, PERIOD_DAY, SCOPE_WALLET, wallet_of

if TYPE_CHECKING:
    from largesse.clock import Instant
    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "comboEnd"


class ComboRuns(Refusal):
    """Nothing has ended the combo yet; the key by which it ends is not used up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComboEnd(Deed):
    """
    End a combo; its key derives from the combo, so that any node may do it and it happens once.

    A gift that finds a combo due ends it too, under a key of its own: what keeps the two from both doing it is the row,
    which either reads as running and writes as ended, guarded by the version of the sender's wallet. Where not all have
    room in a batch, gifts go first.

    Args:
        combo: the combo, as it was when somebody took it for over.
        refused: whether a gift that would have gone on with it was refused, so that its sender may have run dry.
    """

    yields: ClassVar[bool] = True

    combo: ComboRow
    refused: bool

    def needs(self, needs: Needs) -> None:
        """Name what runs of the sender's, and the room with stage and blocks; after a refusal, what they can pay."""
        combo = self.combo
        needs.wallet(wallet_of(combo.sender_id))
        needs.range(COMBOS, combo.wallet_id)
        needs.stream(combo.room_id)
        needs.row(ROOMS, combo.room_id)
        needs.row(ROOM_BLOCKS, combo.room_id, combo.sender_id)
        if self.refused:
            needs.range(LOTS, combo.wallet_id)
            needs.row(LIMITS, combo.wallet_id, SCOPE_WALLET, PERIOD_DAY)

    def decide(self, state: State) -> Decision:
        """
        End it, for what came first; do nothing if it was ended before.

        Raises:
            ComboRuns: nothing has ended it.
        """
        combo = next((each for each in state.range(COMBOS, self.combo.wallet_id) if each.id == self.combo.id), None)
        if combo is None:
            # Comes back only if there are no more: then it is not among those that run.
            state.more(COMBOS, self.combo.wallet_id)
            return Decision(result={"combo_id": self.combo.id, "reason": None})
        over = self._over(state, combo)
        return Decision(
            writes=(Write(COMBOS, over),),
            events=(ended_event(over),),
            touches=(wallet_of(combo.sender_id),),
            result={"combo_id": over.id, "reason": over.reason},
            answer=over,
        )

    def _over(self, state: State, combo: ComboRow) -> ComboRow:
        now = state.now
        room = state.get(ROOMS, combo.room_id)
        if room is not None and room.closed_at is not None and room.closed_at < combo.ends_at:
            return ended(combo, ComboEndReason.ROOM_CLOSED, room.closed_at)
        if now >= combo.ends_at:
            return ended(combo, ComboEndReason.WINDOW_PASSED, now)
        if room is not None and member_of(stage_of(room.stage), combo.recipient_id) is None:
            return ended(combo, ComboEndReason.RECIPIENT_LEFT, now)
        block = state.get(ROOM_BLOCKS, combo.room_id, combo.sender_id)
        if block is not None and block.blocked:
            return ended(combo, ComboEndReason.BLOCKED, now)
        reason = self._dry(state, combo, now) if self.refused else None
        if reason is None:
            raise ComboRuns
        return ended(combo, reason, now)

    def _dry(self, state: State, combo: ComboRow, now: Instant) -> ComboEndReason | None:
        """Return what keeps the sender from paying for one more; None if nothing does."""
        wallet_id, price = combo.wallet_id, combo.price_coins
        limit = state.get(LIMITS, wallet_id, SCOPE_WALLET, PERIOD_DAY)
        if limit is not None:
            try:
                spend(limit, wallet_id, price, now, limit.time_zone)
            except SpendingCapReached:
                return ComboEndReason.CAP
        _, missing = draw(state.range(LOTS, wallet_id), price, now)
        if not missing:
            return None
        state.more(LOTS, wallet_id)
        return ComboEndReason.OUT_OF_COINS


async def end(journal: Journal, combo: ComboRow, *, refused: bool = False) -> Applied:
    """
    End a combo that is over.

    Args:
        journal: commits the deed.
        combo: the combo, as it was when somebody took it for over.
        refused: whether a gift that would have gone on with it was refused.

    Returns:
        The result `{"combo_id", "reason"}`, whose reason is None if it had been ended before; the answer is the
        `ComboRow`, or None.

    Raises:
        ComboRuns: nothing has ended it.
    """
    deed = ComboEnd(
        id=new_id(),
        caller_id=PLATFORM_ID,
        key=f"combo/{combo.id}/end",
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, {"combo_id": combo.id}),
        combo=combo,
        refused=refused,
    )
    return await journal.submit(deed)
