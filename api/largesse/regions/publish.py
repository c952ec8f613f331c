"""
`regionPublish`: put a region's rate cards on record when a server starts, and hold each change to its notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from largesse.clock import iso_of
from largesse.errors import ConfigurationError, RateCardMissing
from largesse.ledger.account import PLATFORM_ID
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.regions.chain import card_hashes, content_of
from largesse.regions.notice import breach_of
from largesse.regions.rows import RATE_CARDS, RateCardRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.clock import Instant
    from largesse.ledger.deed import Needs, State
    from largesse.ledger.journal import Journal
    from largesse.offers import RateCard, Region

OPERATION = "regionPublish"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionPublish(Deed):
    """Put on record whatever cards of a region are not yet."""

    region: Region
    hashes: tuple[str, ...]

    def needs(self, needs: Needs) -> None:
        """Name every card of the region."""
        for card in self.region.cards:
            needs.row(RATE_CARDS, self.region.code, card.version)

    def decide(self, state: State) -> Decision:
        """
        Publish what is new.

        A region's first publication is taken as it is; a later card needs the notice of the one before.

        Raises:
            RateCardMissing: a version was published with another content, or a new one breaks its notice.
        """
        known = [state.get(RATE_CARDS, self.region.code, card.version) for card in self.region.cards]
        for row, card, hashed in zip(known, self.region.cards, self.hashes, strict=True):
            if row is not None and row.hash != hashed:
                raise RateCardMissing(self.region.code, f"version {card.version} was published with another content")
        if any(known):
            self._check_notice(known, state.now)
        rows = [
            _row(self.region.code, card, hashed, state.now)
            for row, card, hashed in zip(known, self.region.cards, self.hashes, strict=True)
            if row is None
        ]
        return Decision(
            writes=[Write(RATE_CARDS, row) for row in rows],
            result={"versions": [row.card_version for row in rows]},
        )

    def _check_notice(self, known: list[RateCardRow | None], now: Instant) -> None:
        for before, card, row in zip(self.region.cards, self.region.cards[1:], known[1:], strict=False):
            breach = breach_of(before, card, now) if row is None else None
            if breach is not None:
                worse = ", ".join(each.value for each in breach.worsenings) or "nothing, but it is backdated"
                reason = (
                    f"version {card.version} may hold from {iso_of(breach.earliest)} at the earliest; worse: {worse}"
                )
                raise RateCardMissing(self.region.code, reason)


async def publish(journal: Journal, regions: Iterable[Region]) -> None:
    """
    Put the cards of all regions on record; nodes that disagree about one refuse to start.

    Raises:
        ConfigurationError: a card contradicts what was published, or breaks its notice.
    """
    for region in regions:
        hashes = card_hashes(region)
        deed = RegionPublish(
            id=new_id(),
            caller_id=PLATFORM_ID,
            key=f"region/{region.code}/{hashes[-1]}",
            operation=OPERATION,
            fingerprint=fingerprint(OPERATION, {"hashes": hashes}),
            region=region,
            hashes=hashes,
        )
        try:
            await journal.submit(deed)
        except RateCardMissing as refusal:
            raise ConfigurationError(str(refusal)) from refusal


def _row(region: str, card: RateCard, hashed: str, now: Instant) -> RateCardRow:
    content = orjson.dumps(content_of(card), option=orjson.OPT_SORT_KEYS).decode()
    return RateCardRow(region, card.version, hashed, card.holds_from, content, now)
