"""
The record of every plugin: its calls, its faults, and whether it is in quarantine.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import structlog

from largesse.clock import MICROSECONDS
from largesse.plugins.report import PluginState
from largesse.plugins.workers.figures import HookFigures, Standing
from largesse.plugins.workers.job import FAULTS, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prometheus_client import Counter, Histogram

    from largesse.clock import Clock, Instant
    from largesse.plugins.report import PluginReport
    from largesse.plugins.workers.figures import Budget
    from largesse.telemetry import Metrics

_log = structlog.stdlib.get_logger("largesse.plugins")


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Why a plugin is in quarantine, and since when."""

    reason: str
    imposed_at: Instant


@dataclass(slots=True)
class _Tally:
    """The calls of one hook."""

    histogram: Histogram
    counters: dict[Outcome, Counter]
    calls: int = 0
    faults: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class _Entry:
    """What is recorded of one plugin."""

    tallies: dict[str, _Tally] = field(default_factory=dict)
    faults: deque[Instant] = field(default_factory=deque)
    """The instants of the latest faults, as many as the budget is about."""
    quarantine: Quarantine | None = None


class Record:
    """
    Records what plugins do.

    Args:
        reports: what became of each plugin at the start.
        clock: by which faults are counted.
        metrics: where whoever watches over the server sees it.
        budget: how many faults are too many.
    """

    def __init__(self, reports: Sequence[PluginReport], clock: Clock, metrics: Metrics, budget: Budget) -> None:
        self._reports = tuple(reports)
        self._clock = clock
        self._metrics = metrics
        self._budget = budget
        self._entries: dict[str, _Entry] = {}
        for report in self._reports:
            self._show(report.name)

    def count(self, plugin: str, hook: str, outcome: Outcome, seconds: float | None = None) -> None:
        """Count a call, and how long it took if it was made."""
        tally = self._tally(plugin, hook)
        counter = tally.counters.get(outcome)
        if counter is None:
            counter = tally.counters[outcome] = self._metrics.plugin_calls.labels(plugin, hook, outcome.value)
        counter.inc()
        tally.faults += outcome in FAULTS
        if seconds is not None:
            tally.calls += 1
            tally.seconds += seconds
            tally.histogram.observe(seconds)

    def blame(self, plugin: str, hook: str, reason: str, shown: str) -> Quarantine | None:
        """
        Note a fault that has been counted.

        Args:
            plugin: whose it is.
            hook: in which call.
            reason: what went wrong, for the log.
            shown: as much of it as anybody may read.

        Returns:
            The quarantine that it puts the plugin in, if it is one too many.
        """
        entry = self._entry(plugin)
        if entry.quarantine is not None:
            return None  # What was under way then says nothing new.
        _log.warning("plugin_fault", plugin=plugin, hook=hook, reason=reason)
        now, budget = self._clock.now(), self._budget
        entry.faults.append(now)
        while len(entry.faults) > budget.faults:
            entry.faults.popleft()
        if len(entry.faults) < budget.faults or now - entry.faults[0] > budget.seconds * MICROSECONDS:
            return None
        faults = f"{budget.faults} faults" if budget.faults > 1 else "one fault"
        return self.quarantine(plugin, f"{faults} within {budget.seconds:g} seconds, the last in {hook}: {shown}")

    def quarantine(self, plugin: str, reason: str, imposed_at: Instant | None = None) -> Quarantine | None:
        """
        Note that a plugin is in quarantine, and why.

        Returns:
            The quarantine, if it was in none.
        """
        entry = self._entry(plugin)
        known = entry.quarantine is not None
        entry.quarantine = Quarantine(reason, self._clock.now() if imposed_at is None else imposed_at)
        if known:
            return None
        _log.error("plugin_quarantined", plugin=plugin, reason=reason)
        self._show(plugin)
        return entry.quarantine

    def restore(self, plugin: str) -> bool:
        """Note that a plugin is in quarantine no more, its faults forgotten; return whether it was."""
        entry = self._entry(plugin)
        if entry.quarantine is None:
            return False
        entry.quarantine = None
        entry.faults.clear()
        _log.info("plugin_restored", plugin=plugin)
        self._show(plugin)
        return True

    def quarantine_of(self, plugin: str) -> Quarantine | None:
        """Return the quarantine that a plugin is in, or None."""
        entry = self._entries.get(plugin)
        return entry.quarantine if entry is not None else None

    def standings(self) -> tuple[Standing, ...]:
        """Return how each plugin stands, in the order of the reports."""
        return tuple(self._standing(report) for report in self._reports)

    def _standing(self, report: PluginReport) -> Standing:
        if report.state is not PluginState.LOADED:
            return Standing(report=report, callable=False)
        entry = self._entries.get(report.name, _Entry())
        hooks = tuple(
            HookFigures(hook=hook, calls=tally.calls, faults=tally.faults, seconds=tally.seconds)
            for hook, tally in sorted(entry.tallies.items())
        )
        if entry.quarantine is None:
            return Standing(report=report, hooks=hooks)
        return Standing(
            report=replace(report, state=PluginState.QUARANTINED, reason=entry.quarantine.reason),
            quarantined_at=entry.quarantine.imposed_at,
            hooks=hooks,
        )

    def _entry(self, plugin: str) -> _Entry:
        return self._entries.setdefault(plugin, _Entry())

    def _tally(self, plugin: str, hook: str) -> _Tally:
        tallies = self._entry(plugin).tallies
        tally = tallies.get(hook)
        if tally is None:
            tally = tallies[hook] = _Tally(self._metrics.plugin_seconds.labels(plugin, hook), {})
        return tally

    def _show(self, plugin: str) -> None:
        """Have the gauges say how a plugin stands; of several that claim a name, the one that has it."""
        found = sorted(
            (each for each in self.standings() if each.report.name == plugin), key=lambda each: each.callable
        )
        shown = found[-1].report.state if found else None
        for state in PluginState:
            self._metrics.plugin_state.labels(plugin, state.value.lower()).set(state is shown)
