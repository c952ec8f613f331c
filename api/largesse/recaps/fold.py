"""
The fold of recaps: everything that was given in a room, added up as it happens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from largesse.recaps.highlights import (
    TIER_UNKNOWN,
    TierTotal,
    Top,
    tiers_of,
    tiers_text,
    top_of,
    top_text,
    with_top,
)
from largesse.recaps.rows import RECAPS, RecapRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from largesse.folds import Fact, Naming, Shelf
    from largesse.ledger.table import AnyTable

EMPTY: Final = RecapRow("", 0, None, *(0,) * 10, "{}", "[]", "[]", 0)
"""What a room begins with."""


class RecapFold:
    """Keeps the recap of each room."""

    name: Final = "recaps"
    version: Final = 1
    of_gifts: Final[frozenset[str]] = frozenset()
    of_people: Final = False
    tables: Final[Mapping[AnyTable, str]] = {RECAPS: "room_id"}

    @property
    def kinds(self) -> frozenset[str]:
        """What a recap tells of."""
        return frozenset(_STEPS)

    def needs(self, facts: Sequence[Fact], naming: Naming) -> None:
        """Name the room's recap."""
        naming.row(RECAPS, facts[0].event.stream_id)

    def fold(self, facts: Sequence[Fact], shelf: Shelf) -> None:
        """Add what happened in a room to its recap."""
        room_id = facts[0].event.stream_id
        known = shelf.get(RECAPS, room_id)
        recap = _Recap(known or EMPTY._replace(room_id=room_id))
        for fact in facts:
            step = _STEPS.get(fact.event.kind)
            if step is not None:
                step(recap, fact)
        shelf.put(RECAPS, recap.row())

    def emptied(self, _table: AnyTable, row: tuple[object, ...]) -> tuple[object, ...]:
        """Return the recap of a room in which nothing has happened."""
        return EMPTY._replace(room_id=str(row[0]))


class _Recap:
    """A recap that grows: its row, and its highlights as they are before they are stored."""

    def __init__(self, known: RecapRow) -> None:
        self.known = known
        self.tiers = tiers_of(known.tiers)
        self.top_gifts = top_of(known.top_gifts)
        self.top_combos = top_of(known.top_combos)

    def row(self) -> RecapRow:
        return self.known._replace(
            tiers=tiers_text(self.tiers), top_gifts=top_text(self.top_gifts), top_combos=top_text(self.top_combos)
        )

    def opened(self, fact: Fact) -> None:
        self.known = self.known._replace(opened_at=fact.payload["opened_at"])

    def closed(self, fact: Fact) -> None:
        self.known = self.known._replace(closed_at=fact.payload["closed_at"])

    def sent(self, fact: Fact) -> None:
        payload, known = fact.payload, self.known
        quantity, coins = payload["quantity"], payload["total_coins"]
        combo = payload.get("combo")
        begins = combo is not None and combo["id"] == payload["gift_id"]
        self.known = known._replace(
            sends=known.sends + 1,
            quantity=known.quantity + quantity,
            coins=known.coins + coins,
            diamonds=known.diamonds + payload["diamonds"],
            combos_running=known.combos_running + begins,
        )
        tier, total = self._tier(payload)
        self.tiers[tier] = total._replace(
            sends=total.sends + 1, quantity=total.quantity + quantity, coins=total.coins + coins
        )
        self.top_gifts = with_top(self.top_gifts, Top(payload["gift_id"], coins, fact.event.stream_offset))

    def reversed(self, fact: Fact) -> None:
        payload, known = fact.payload, self.known
        coins = payload["total_coins"]
        self.known = known._replace(
            reversals=known.reversals + 1,
            reversed_quantity=known.reversed_quantity + payload["quantity"],
            reversed_coins=known.reversed_coins + coins,
            reversed_diamonds=known.reversed_diamonds + payload["diamonds"],
        )
        tier, total = self._tier(payload)
        self.tiers[tier] = total._replace(reversed_coins=total.reversed_coins + coins)

    def combo_ended(self, fact: Fact) -> None:
        known = self.known
        self.known = known._replace(combos=known.combos + 1, combos_running=known.combos_running - 1)
        ended = Top(fact.payload["combo_id"], fact.payload["total_coins"], fact.event.stream_offset)
        self.top_combos = with_top(self.top_combos, ended)

    def _tier(self, payload: Mapping[str, Any]) -> tuple[str, TierTotal]:
        tier = payload.get("tier") or TIER_UNKNOWN
        return tier, self.tiers.get(tier, TierTotal())


_STEPS: Final[Mapping[str, Callable[[_Recap, Fact], None]]] = {
    "roomOpened": _Recap.opened,
    "roomClosed": _Recap.closed,
    "giftSent": _Recap.sent,
    "giftReversed": _Recap.reversed,
    "comboEnded": _Recap.combo_ended,
}
