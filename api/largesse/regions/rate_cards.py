"""
All rate cards, and which of them is in force at a place and an instant.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from largesse.clock import FOREVER, Instant, iso_of
from largesse.errors import RateCardMissing
from largesse.regions.chain import card_hashes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from largesse.offers import RateCard, Region


@dataclass(frozen=True, slots=True, kw_only=True)
class CardInForce:
    """
    A rate card with what its region says.

    Args:
        plugin: the plugin that offers the region.
        region: the region's code.
        currency: ISO 4217.
        time_zone: the IANA zone in which the region's days are counted.
        card: the rates.
        hash: SHA-256 of the card, chained to the card before, in hexadecimal.
        until: the instant from which the next card holds; FOREVER if there is none.
    """

    plugin: str
    region: str
    currency: str
    time_zone: str
    card: RateCard
    hash: str
    until: Instant


class _Timeline(NamedTuple):
    region: Region
    instants: tuple[Instant, ...]
    cards: tuple[CardInForce, ...]


class RateCards:
    """
    Every region's cards, fixed when the server starts.

    A place is the ISO 3166 code of a country (`US`) or a subdivision (`US-CA`), or None if unknown. The nearest region
    that covers it counts: the subdivision before the country before the bloc. Two that are equally near are refused,
    never chosen from.

    Args:
        regions: the name of a plugin and one of its regions, as the loader of plugins gives them.
    """

    __slots__ = ("_ambiguous", "_timelines", "regions")

    def __init__(self, regions: Iterable[tuple[str, Region]]) -> None:
        timelines = [_timeline(plugin, region) for plugin, region in regions]
        self.regions: tuple[Region, ...] = tuple(timeline.region for timeline in timelines)
        """Every region, in the order given."""
        self._timelines: dict[str, _Timeline] = {}
        self._ambiguous: dict[str, str] = {}
        for place, nearest in _nearest(timelines).items():
            if len(nearest) == 1:
                self._timelines[place] = nearest[0]
            else:
                named = " and ".join(f"{each.region.code} of plugin {each.cards[0].plugin}" for each in nearest)
                self._ambiguous[place] = f"it is ambiguous, {named} are equally near"

    def resolve(self, place: str | None) -> Region:
        """
        Return the nearest region that covers a place.

        Raises:
            RateCardMissing: the place is unknown, no region covers it, or more than one does at the same rank.
        """
        timeline = self._timelines.get(place) if place else None
        return (timeline or self._timeline_at(place)).region

    def in_force(self, place: str | None, instant: Instant) -> CardInForce:
        """
        Return the card that is in force at a place and an instant.

        Raises:
            RateCardMissing: as in `resolve`, or no card of the region holds yet.
        """
        timeline = self._timelines.get(place) if place else None
        if timeline is None:
            timeline = self._timeline_at(place)
        index = bisect_right(timeline.instants, instant)
        if not index:
            first = iso_of(timeline.instants[0])
            raise RateCardMissing(region=place or "", reason=f"none holds yet, the first will from {first}")
        return timeline.cards[index - 1]

    def following(self, place: str | None, instant: Instant) -> CardInForce | None:
        """
        Return the card that comes next at a place after an instant, or None if none is announced.

        Raises:
            RateCardMissing: as in `resolve`.
        """
        timeline = self._timeline_at(place)
        index = bisect_right(timeline.instants, instant)
        return timeline.cards[index] if index < len(timeline.cards) else None

    def next_change(self, place: str | None, instant: Instant) -> Instant:
        """
        Return the first instant after the given one at which another card holds at a place; FOREVER if none will.

        Raises:
            RateCardMissing: as in `resolve`.
        """
        timeline = self._timeline_at(place)
        index = bisect_right(timeline.instants, instant)
        return timeline.instants[index] if index < len(timeline.instants) else FOREVER

    def history(self, place: str | None) -> tuple[CardInForce, ...]:
        """
        Return every card of the region that covers a place, oldest first.

        Raises:
            RateCardMissing: as in `resolve`.
        """
        return self._timeline_at(place).cards

    def _timeline_at(self, place: str | None) -> _Timeline:
        if not place:
            raise RateCardMissing(region="", reason="the region is unknown")
        # What is not named itself is covered as its country is.
        for name in (place, _country_of(place)):
            if name in self._timelines:
                return self._timelines[name]
            if name in self._ambiguous:
                raise RateCardMissing(region=place, reason=self._ambiguous[name])
        raise RateCardMissing(region=place, reason="no region covers it")


def _timeline(plugin: str, region: Region) -> _Timeline:
    instants = tuple(card.holds_from for card in region.cards)
    cards = tuple(
        CardInForce(
            plugin=plugin,
            region=region.code,
            currency=region.currency,
            time_zone=region.time_zone,
            card=card,
            hash=hashed,
            until=until,
        )
        for card, hashed, until in zip(region.cards, card_hashes(region), (*instants[1:], FOREVER), strict=True)
    )
    return _Timeline(region, instants, cards)


def _nearest(timelines: Sequence[_Timeline]) -> Mapping[str, list[_Timeline]]:
    """Return the regions that are nearest to each place that any of them names."""
    covering: dict[str, list[_Timeline]] = defaultdict(list)
    for timeline in timelines:
        for place in {timeline.region.code, *timeline.region.countries}:
            covering[place].append(timeline)
    nearest: dict[str, list[_Timeline]] = {}
    for place, here in covering.items():
        # By identity: a bloc that names both a country and a part of it covers the part once.
        candidates = {id(each): each for each in (*here, *covering.get(_country_of(place), ()))}.values()
        rank = min(each.region.rank for each in candidates)
        nearest[place] = [each for each in candidates if each.region.rank == rank]
    return nearest


def _country_of(place: str) -> str:
    return place.partition("-")[0]
