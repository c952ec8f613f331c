"""
One plugin as the core sees it: asked through pluggy, answered in checked types.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar, cast

import pluggy

from largesse.offers import ExchangeRates, GiftType, Moderator, Region
from largesse.plugins.configuration import Share, configured
from largesse.plugins.contract import arguments_of, check_contract, wanted_by
from largesse.plugins.home import check_at_home, home_of
from largesse.plugins.hookspecs import HOOKS, OFFERS, Hooks
from largesse.plugins.marker import PROJECT
from largesse.plugins.rejection import Rejected, rejecting
from largesse.plugins.shape import deviation
from largesse.plugins.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from largesse.plugins.installed import Candidate
    from largesse.plugins.report import Fact, Telling

    Implementation = Callable[..., object]

OFFERS_MAX = 10_000
"""How many values one hook may offer: enough for any catalogue, and an end to a generator without one."""

Offered = TypeVar("Offered", GiftType, Region, ExchangeRates, Moderator)


class Facade:
    """
    One imported plugin.

    Everything here runs the plugin's code, and belongs into its thread.

    Args:
        candidate: where it comes from.
        plugin: the module, or whatever its entry point names.
        share: what the operator says to it.

    Raises:
        Rejected: it does not keep the contract, or its configuration is not right.
    """

    def __init__(self, candidate: Candidate, plugin: object, share: Share | None = None) -> None:
        self._candidate = candidate
        # A manager for each plugin: what one does to its manager touches no other.
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(Hooks)
        with rejecting(candidate, "looking for its hooks"):
            self._home = home_of(plugin, candidate)
            check_contract(plugin)
            self._manager.register(plugin, candidate.name)
        with rejecting(candidate, "reading its configuration"):
            self._config = configured(plugin, share or Share(plugin=candidate.name))

    def gift_types(self) -> tuple[GiftType, ...]:
        """
        Return the plugin's gift types, with media that can be served.

        Raises:
            Rejected: it raised, or answered anything but what the hook allows.
        """
        offers = self._offers("largesse_gift_types", GiftType)
        self._check_unique((each.key for each in offers), "key")
        for offer in offers:
            with rejecting(self._candidate, f"reading the media of {offer.key!r}"):
                for media in (offer.media, *(each.media for each in offer.variants if each.media)):
                    for path in (media.still, media.animation, media.reduced_motion, media.sound):
                        if path is not None:
                            check_at_home(path, self._home)
                            shipped(path)
        return tuple(_own(each) for each in offers)

    def regions(self) -> tuple[Region, ...]:
        """
        Return the plugin's regions with their rate cards.

        Raises:
            Rejected: it raised, or answered anything but what the hook allows.
        """
        offers = self._offers("largesse_regions", Region)
        self._check_unique((each.code for each in offers), "code")
        return offers

    def exchange_rates(self) -> tuple[ExchangeRates, ...]:
        """
        Return the plugin's sources of exchange rates.

        Raises:
            Rejected: it raised, or answered anything but what the hook allows.
        """
        offers = self._offers("largesse_exchange_rates", ExchangeRates)
        self._check_unique((pair for each in offers for pair in each.pairs), "pair")
        return offers

    def moderators(self) -> tuple[Moderator, ...]:
        """
        Return the plugin's moderators.

        Raises:
            Rejected: it raised, or answered anything but what the hook allows.
        """
        offers = self._offers("largesse_moderators", Moderator)
        self._check_unique((each.key for each in offers), "moderator")
        return offers

    def tellings(self) -> dict[str, Telling]:
        """Return how to tell the plugin of a fact, by the hooks that it implements; calling one runs its code."""
        asked = {hook: self._implementation(hook) for hook in HOOKS if hook not in OFFERS}
        return {hook: self._telling(hook, function) for hook, function in asked.items() if function}

    def _telling(self, hook: str, function: Implementation) -> Telling:
        wanted, (fact_name, *_) = wanted_by(function, hook), arguments_of(hook)

        def tell(fact: Fact) -> Awaitable[None] | None:
            given = {fact_name: fact, "config": self._config}
            # What it answers is of no account, unless it is still to be awaited.
            return cast("Awaitable[None] | None", function(**{name: given[name] for name in wanted}))

        return tell

    def _implementation(self, hook: str) -> Implementation | None:
        """Return a hook's own function: pluggy's caller would drop an answer of None without a word."""
        found = getattr(self._manager.hook, hook).get_hookimpls()
        return cast("Implementation", found[0].function) if found else None

    def _offers(self, hook: str, kind: type[Offered]) -> tuple[Offered, ...]:
        function = self._implementation(hook)
        if function is None:
            return ()
        with rejecting(self._candidate, hook):
            given = dict.fromkeys(wanted_by(function, hook), self._config)
            offers = _listed(function(**given), hook, kind)
            found = (deviation(each, kind, f"{hook}()[{place}]") for place, each in enumerate(offers))
            if wrong := next((each for each in found if each), None):
                raise Rejected(reason=wrong)
        return offers

    @staticmethod
    def _check_unique(names: Iterable[str], what: str) -> None:
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise Rejected(reason=f"it offers the {what} {twice[0]!r} more than once")


def _own(offer: GiftType) -> GiftType:
    """Return a gift type of which nothing can change any more: names may be a dict that the plugin keeps."""
    variants = tuple(replace(each, names=dict(each.names)) for each in offer.variants)
    return replace(offer, names=dict(offer.names), variants=variants)


def _listed(answer: object, hook: str, kind: type[Offered]) -> tuple[Offered, ...]:
    if inspect.iscoroutine(answer):
        answer.close()
    if inspect.isawaitable(answer) or isinstance(answer, (str, bytes, Mapping)) or not isinstance(answer, Iterable):
        answered = "None" if answer is None else f"a value of type {type(answer).__name__}"
        raise Rejected(reason=f"{hook} answered {answered}, not an iterable of {kind.__name__}")
    offers = tuple(islice(answer, OFFERS_MAX + 1))
    if len(offers) > OFFERS_MAX:
        raise Rejected(reason=f"{hook} offers more than {OFFERS_MAX} values")
    return offers
