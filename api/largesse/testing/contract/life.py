"""
A plugin in a server: its gifts are sent, the books balance, and what was sent outlives it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.offers import Eligibility
from largesse.plugins import hookimpl
from largesse.testing.candidates import candidate_of
from largesse.testing.clock import NOON, TurnedClock
from largesse.testing.contract.subject import hold_none
from largesse.testing.people import VIEWER
from largesse.testing.server import served
from largesse.testing.servers import settings_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from largesse.clock import Instant
    from largesse.offers import GiftType
    from largesse.settings import Settings
    from largesse.testing.client import Json
    from largesse.testing.contract.subject import LivedFact, Subject
    from largesse.testing.server import Server

GIFT_TYPES_MAX = 50
"""How many gift types are sent; of a plugin with more, every so many-th."""
_COINS = 10_000_000
_GIFT = """
query ($id: ID!) {
  node(id: $id) { ... on Gift { totalCoins typeWhenSent { key name version plugin } room { id } } }
}
"""


class _Nothing:
    """A plugin in the place of one that was removed."""

    LARGESSE_CONTRACT = 0

    @hookimpl
    def largesse_gift_types(self) -> tuple[GiftType, ...]:
        """Offer nothing."""
        return ()


def others_gifts_are_sent_beside_it(subject: Subject, directory: Path) -> None:
    """Hold that a server starts with it, and sends gifts of other plugins."""
    with served(_settings(subject, directory), clock=TurnedClock(NOON), plugins=[subject.candidate]) as server:
        server.grant(VIEWER, _COINS)
        others = [each for each in _on_offer(server) if each["plugin"] != subject.candidate.name]
        for gift_type in others[:1]:
            server.send_gift(VIEWER, server.open_room(), gift_type["key"])
        server.assert_books_balance()


def its_gifts_are_sent_and_the_books_balance(subject: Subject, directory: Path) -> None:
    """Hold that each gift type can be sent, once and several at once, for exactly its price."""
    clock = TurnedClock(NOON)
    with served(_settings(subject, directory), clock=clock, plugins=[subject.candidate]) as server:
        room = server.open_room()
        for gift_type in _sendable(subject):
            clock.turn_to(max(clock.instant + 2, _first_instant(gift_type)))
            for quantity in sorted({1, min(3, gift_type.quantity_max)}):
                server.grant(VIEWER, _COINS)
                price, before = server.price_of(room, gift_type.key, quantity), server.coins_of(VIEWER)
                gift = server.send_gift(VIEWER, room, gift_type.key, quantity, priceSeen=str(price))
                paid = before - server.coins_of(VIEWER)
                told = int(gift["totalCoins"])
                hold_none([f"{gift_type.key} costs {price}, and {paid} was paid"] if {paid, told} != {price} else ())
        server.assert_books_balance()


def its_gifts_stay_readable_when_it_is_gone(subject: Subject, directory: Path) -> None:
    """Hold that what was sent reads the same from a server that has the plugin no more."""
    clock = TurnedClock(NOON)
    gifts: dict[str, Json] = {}
    with served(_settings(subject, directory), clock=clock, plugins=[subject.candidate]) as server:
        room = server.open_room()
        for gift_type in _sendable(subject):
            clock.turn_to(max(clock.instant + 2, _first_instant(gift_type)))
            server.grant(VIEWER, _COINS)
            gift = server.send_gift(VIEWER, room, gift_type.key)
            gifts[gift["id"]] = server.query(_GIFT, {"id": gift["id"]}, VIEWER)
    gone = candidate_of(_Nothing(), subject.candidate.name)
    with served(settings_in(directory), clock=clock, plugins=[gone]) as server:
        hold_none(
            f"{told} has become {now}"
            for gift_id, told in gifts.items()
            if (now := server.query(_GIFT, {"id": gift_id}, VIEWER)) != told
        )
        server.assert_books_balance()


def _settings(subject: Subject, directory: Path) -> Settings:
    return settings_in(directory, plugins={subject.candidate.name: subject.config})


def _sendable(subject: Subject) -> Iterator[GiftType]:
    """Yield gift types that anybody may send, in the order of the instants from which they may."""
    open_to_all = [each for each in subject.gift_types if _is_open_to_all(each)]
    chosen = open_to_all[:: -(-len(open_to_all) // GIFT_TYPES_MAX) or 1]
    yield from sorted(chosen, key=_first_instant)


def _is_open_to_all(gift_type: GiftType) -> bool:
    """Tell whether nothing but the time decides who may send it, and that time has not passed."""
    periods = gift_type.eligibility.periods
    ahead = periods is None or any(period.starts_at >= NOON for period in periods)
    return ahead and gift_type.eligibility == Eligibility(periods=periods)


def _first_instant(gift_type: GiftType) -> Instant:
    starts = [period.starts_at for period in gift_type.eligibility.periods or ()]
    return next((start for start in starts if start >= NOON), NOON)


def _on_offer(server: Server) -> list[Json]:
    offered: list[Json] = server.query("{ giftTypes(first: 100) { nodes { key plugin } } }")["giftTypes"]["nodes"]
    return offered


FACTS: tuple[LivedFact, ...] = (its_gifts_are_sent_and_the_books_balance, its_gifts_stay_readable_when_it_is_gone)
