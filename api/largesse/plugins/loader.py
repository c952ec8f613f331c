"""
Loading plugins: each apart, so that one that is broken costs nothing but itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from time import perf_counter
from typing import TYPE_CHECKING

from largesse.errors import ConfigurationError
from largesse.plugins.configuration import share_of, unclaimed
from largesse.plugins.deadline import within
from largesse.plugins.facade import Facade
from largesse.plugins.installed import installed
from largesse.plugins.policy import ALWAYS, BUNDLER
from largesse.plugins.rejection import Rejected, described, in_one_line, rejecting
from largesse.plugins.report import PluginReport, Plugins, PluginState
from largesse.sentences import ended
from largesse.settings import PluginValues

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.offers import ExchangeRates, GiftType, Moderator, Region
    from largesse.plugins.configuration import Share
    from largesse.plugins.installed import Candidate
    from largesse.plugins.policy import Policy
    from largesse.plugins.report import Telling

_NAME = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")


def load_plugins(
    policy: Policy, candidates: Iterable[Candidate] | None = None, values: PluginValues | None = None
) -> Plugins:
    """
    Import the wanted plugins and take their offers, one after another, bundled ones first, then by name.

    It blocks; a plugin that hangs costs its deadline and no more.

    Args:
        policy: which are wanted.
        candidates: what to choose from; all that is installed if absent.
        values: what the operator says to them, as the settings hold it.

    Raises:
        ConfigurationError: the policy is strict, and a plugin that is wanted was not loaded.
    """
    found = tuple(installed() if candidates is None else candidates)
    names = [candidate.name for candidate in found]
    values, known = values or PluginValues(), {*names, *policy.wanted}
    loading = _Loading(policy)
    for candidate in found:
        loading.add(candidate, share_of(candidate.name, values, known))
    for name in policy.wanted:
        if name not in names:
            close = get_close_matches(name, names, n=1)
            loading.miss(name, f"it is not installed; did you mean {close[0]!r}?" if close else "it is not installed")
    for name, reason in unclaimed(values, known).items():
        loading.miss(name, reason)
    plugins = loading.result()
    if policy.strict and plugins.failed:
        reasons = " ".join(ended(f"{report.name}: {report.reason}") for report in plugins.failed)
        raise ConfigurationError(reason=f"strict mode, and not every plugin could be loaded: {reasons}")
    return plugins


@dataclass(frozen=True, slots=True)
class _Offers:
    gift_types: tuple[GiftType, ...]
    regions: tuple[Region, ...]
    exchange_rates: tuple[ExchangeRates, ...]
    moderators: tuple[Moderator, ...]
    tellings: dict[str, Telling]

    @property
    def summary(self) -> str:
        counts = (
            (len(self.gift_types), "gift type", "gift types"),
            (len(self.regions), "region", "regions"),
            (len(self.exchange_rates), "source of exchange rates", "sources of exchange rates"),
            (len(self.moderators), "moderator", "moderators"),
            (len(self.tellings), "telling", "tellings"),
        )
        return (
            ", ".join(f"{count} {noun if count == 1 else nouns}" for count, noun, nouns in counts if count) or "nothing"
        )


class _Loading:
    """What has been loaded so far, and which names are taken by it."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._loaded: list[tuple[str, _Offers]] = []
        self._reports: list[PluginReport] = []
        self._names: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._pairs: dict[str, str] = {}
        self._moderators: dict[str, str] = {}

    def add(self, candidate: Candidate, share: Share) -> None:
        """Load one plugin if it is wanted, and report what became of it."""
        state, reason, place, summary, started = PluginState.LOADED, "", "", "", perf_counter()
        try:
            summary = self._load(candidate, share).summary
        except Rejected as rejected:
            state, reason, place = rejected.state, in_one_line(rejected.reason), rejected.place
        self._reports.append(
            PluginReport(
                name=candidate.name,
                distribution=candidate.distribution,
                version=candidate.version,
                module=candidate.module,
                state=state,
                reason=reason,
                place=place,
                summary=summary,
                seconds=perf_counter() - started,
            )
        )

    def miss(self, name: str, reason: str) -> None:
        """Report a plugin that was named and is not installed."""
        if self._policy.safe_mode and name not in ALWAYS:
            return
        self._reports.append(PluginReport(name=name, state=PluginState.UNAVAILABLE, reason=reason))

    def result(self) -> Plugins:
        """Return all that was loaded."""
        return Plugins(
            gift_types=tuple((name, each) for name, offers in self._loaded for each in offers.gift_types),
            regions=tuple((name, each) for name, offers in self._loaded for each in offers.regions),
            exchange_rates=tuple((name, each) for name, offers in self._loaded for each in offers.exchange_rates),
            moderators=tuple((name, each) for name, offers in self._loaded for each in offers.moderators),
            tellings={name: offers.tellings for name, offers in self._loaded if offers.tellings},
            reports=tuple(sorted(self._reports, key=_place)),
        )

    def _load(self, candidate: Candidate, share: Share) -> _Offers:
        self._check_wanted(candidate)
        name, seconds = candidate.name, self._policy.deadline_seconds
        outcome = within(seconds, f"plugin {name}", lambda: _examined(candidate, share))
        if outcome is None:
            raise Rejected(reason=f"it was not ready within {seconds:g} seconds")
        if isinstance(outcome, Rejected):
            raise outcome
        for what, mine, taken in (
            ("gift type", [each.key for each in outcome.gift_types], self._keys),
            ("region", [each.code for each in outcome.regions], self._codes),
            ("exchange rate", [pair for each in outcome.exchange_rates for pair in each.pairs], self._pairs),
            ("moderator", [each.key for each in outcome.moderators], self._moderators),
        ):
            for each in mine:
                if each in taken:
                    raise Rejected(reason=f"the {what} {each!r} is already offered by the plugin {taken[each]!r}")
        self._names[name] = candidate.distribution
        self._keys.update(dict.fromkeys((each.key for each in outcome.gift_types), name))
        self._codes.update(dict.fromkeys((each.code for each in outcome.regions), name))
        self._pairs.update(dict.fromkeys((pair for each in outcome.exchange_rates for pair in each.pairs), name))
        self._moderators.update(dict.fromkeys((each.key for each in outcome.moderators), name))
        self._loaded.append((name, outcome))
        return outcome

    def _check_wanted(self, candidate: Candidate) -> None:
        name, policy = candidate.name, self._policy
        if not policy.wants(name, bundled=candidate.bundled):
            unsafe = policy.safe_mode and not candidate.bundled
            reason = "safe mode loads bundled plugins alone" if unsafe else "it is not among the plugins to load"
            raise Rejected(reason=reason, state=PluginState.DISABLED)
        if not _NAME.fullmatch(name):
            raise Rejected(reason="its name must be lower-case words joined by '-' or '_'")
        version = policy.wanted.get(name)
        if version is not None and version != candidate.version:
            raise Rejected(reason=f"version {candidate.version or 'unknown'} is installed, and {version} was asked for")
        if name in self._names:
            raise Rejected(reason=f"its name is already taken by a plugin of {self._names[name]!r}")


def _examined(candidate: Candidate, share: Share) -> _Offers | Rejected:
    try:
        with rejecting(candidate, "importing it"):
            plugin = candidate.load()
        facade = Facade(candidate, plugin, share)
        return _Offers(
            facade.gift_types(), facade.regions(), facade.exchange_rates(), facade.moderators(), facade.tellings()
        )
    except Rejected as rejected:
        # Without its cause, whose traceback would keep the plugin's frames alive.
        return Rejected(reason=rejected.reason, state=rejected.state, place=rejected.place)
    except BaseException as error:  # noqa: BLE001 - a thread answers with a value, whatever happens in it
        return Rejected(reason=f"loading it raised {described(error)}")


def _place(report: PluginReport) -> tuple[bool, str, str]:
    bundled = report.distribution == BUNDLER or (not report.distribution and report.name in ALWAYS)
    return not bundled, report.name, report.distribution
