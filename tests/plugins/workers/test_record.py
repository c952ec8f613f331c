"""
The record: faults within a time put a plugin in quarantine, and metrics tell how each call ended.
"""

from __future__ import annotations

import pytest
from prometheus_client import generate_latest
from structlog.testing import capture_logs

from largesse.clock import MICROSECONDS
from largesse.errors import PluginFailed
from largesse.plugins import PluginReport, PluginState
from largesse.plugins.workers import Budget, Quarantine, Standing, WorkerLimits, Workers
from largesse.telemetry import Metrics
from largesse.testing import TurnedClock

LOADED = PluginReport(
    name="lucky", distribution="lucky", version="1.0", state=PluginState.LOADED, summary="1 gift type"
)
OTHER = PluginReport(name="lucky", distribution="unlucky", state=PluginState.QUARANTINED, reason="its name is taken")
BROKEN = PluginReport(name="odd", state=PluginState.QUARANTINED, reason="it raised")


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(0)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def workers(clock: TurnedClock, metrics: Metrics) -> Workers:
    return Workers((LOADED, OTHER, BROKEN), clock, metrics, Budget(faults=3, seconds=10))


def values(metrics: Metrics, name: str) -> dict[str, float]:
    """The samples of a metric that are not zero, by their labels."""
    lines = generate_latest(metrics.registry).decode().splitlines()
    found = [line.removeprefix(name).rpartition(" ") for line in lines if line.startswith(f"{name}{{")]
    return {labels: float(value) for labels, _, value in found if float(value)}


def test_so_many_faults_within_the_time_are_too_many(workers: Workers, clock: TurnedClock) -> None:
    heard: list[tuple[str, Quarantine]] = []
    workers.listen(lambda plugin, quarantine: heard.append((plugin, quarantine)))
    for second in (0, 5):
        clock.instant = second * MICROSECONDS
        workers.fault("lucky", "pricing", "a price of 0 coins")
    assert workers.quarantine_of("lucky") is None
    clock.instant = 9 * MICROSECONDS
    with capture_logs() as logs:
        for _ in range(3):
            workers.fault("lucky", "pricing", "a price of 0 coins")
    assert [line["event"] for line in logs] == ["plugin_fault", "plugin_quarantined"]
    ((plugin, quarantine),) = heard
    assert (plugin, workers.quarantine_of("lucky")) == ("lucky", quarantine)
    assert quarantine.reason == "3 faults within 10 seconds, the last in pricing: a price of 0 coins"
    assert quarantine.imposed_at // MICROSECONDS == 9


async def test_the_log_says_in_which_line_of_the_plugins_module_it_raised_and_nobody_else_is_told(
    clock: TurnedClock,
) -> None:
    lucky = PluginReport(name="lucky", module="tests.plugins", state=PluginState.LOADED)
    workers = Workers((lucky, BROKEN), clock, Metrics(), Budget(faults=3))

    def ask() -> None:
        raise ValueError("no price")

    async def tell() -> None:
        ask()

    line = ask.__code__.co_firstlineno + 1
    with capture_logs() as logs:
        with pytest.raises(PluginFailed) as failed:
            await workers.ask("lucky", "pricing", ask)
        assert not await workers.tell("lucky", "largesse_gift_sent", tell, 5)
        with pytest.raises(PluginFailed):
            await workers.ask("odd", "pricing", ask)
    assert failed.value.reason == "it raised ValueError"
    said = "it raised ValueError: no price"
    place = f" (test_record.py, line {line})"
    assert [each["reason"] for each in logs] == [said + place, said + place, said]
    await workers.close()


def test_faults_that_lie_further_apart_are_forgiven(workers: Workers, clock: TurnedClock) -> None:
    for second in range(0, 60, 6):
        clock.instant = second * MICROSECONDS
        workers.fault("lucky", "pricing", "a price of 0 coins")
    assert workers.quarantine_of("lucky") is None


def test_faults_of_all_hooks_count_together_and_those_of_others_do_not(workers: Workers) -> None:
    for hook in ("pricing", "largesse_gift_sent"):
        workers.fault("lucky", hook, "it raised ValueError")
    workers.fault("clover", "pricing", "it raised ValueError")
    assert workers.quarantine_of("lucky") is None
    workers.fault("lucky", "pricing", "it raised ValueError")
    assert workers.quarantine_of("lucky") is not None
    assert workers.quarantine_of("clover") is None


async def test_who_waits_is_refused_once_others_faults_were_too_many(clock: TurnedClock) -> None:
    workers = Workers((LOADED,), clock, Metrics(), Budget(faults=1), WorkerLimits(hands=1))
    failing = workers.ask("lucky", "pricing", lambda: 1 // 0)
    with pytest.raises(PluginFailed, match="it raised ZeroDivisionError"):
        await failing
    with pytest.raises(PluginFailed, match="it is in quarantine: one fault within 60 seconds"):
        await workers.ask("lucky", "pricing", lambda: 7)
    await workers.close()


async def test_standings_tell_state_reason_and_the_calls_of_each_hook(workers: Workers) -> None:
    assert workers.standings() == (
        Standing(report=LOADED),
        Standing(report=OTHER, callable=False),
        Standing(report=BROKEN, callable=False),
    )
    await workers.ask("lucky", "pricing", lambda: 7)
    with pytest.raises(PluginFailed):
        await workers.ask("lucky", "pricing", lambda: 1 // 0)
    await workers.tell("lucky", "largesse_gift_sent", lambda: None, 10.0)
    workers.quarantine("lucky", "its faults on another node", imposed_at=77)
    lucky, *others = workers.standings()
    assert others == [Standing(report=OTHER, callable=False), Standing(report=BROKEN, callable=False)]
    assert (lucky.report.state, lucky.report.reason) == (PluginState.QUARANTINED, "its faults on another node")
    assert (lucky.report.version, lucky.callable, lucky.quarantined_at) == ("1.0", True, 77)
    assert [(each.hook, each.calls, each.faults) for each in lucky.hooks] == [
        ("largesse_gift_sent", 1, 0),
        ("pricing", 2, 1),
    ]
    assert all(0 < each.seconds < 10 for each in lucky.hooks)
    workers.restore("lucky")
    assert workers.standings()[0].report == LOADED
    await workers.close()


async def test_metrics_tell_of_each_call_how_it_ended(workers: Workers, metrics: Metrics) -> None:
    await workers.ask("lucky", "pricing", lambda: 7)
    for _ in range(2):
        with pytest.raises(PluginFailed):
            await workers.ask("lucky", "pricing", lambda: 1 // 0)
    workers.fault("lucky", "pricing", "a price of 0 coins")
    with pytest.raises(PluginFailed):
        await workers.ask("lucky", "pricing", lambda: 7)
    assert values(metrics, "largesse_plugin_calls_total") == {
        '{hook="pricing",outcome="answered",plugin="lucky"}': 1,
        '{hook="pricing",outcome="failed",plugin="lucky"}': 3,
        '{hook="pricing",outcome="quarantined",plugin="lucky"}': 1,
    }
    assert values(metrics, "largesse_plugin_seconds_count") == {'{hook="pricing",plugin="lucky"}': 3}
    await workers.close()


def test_gauges_tell_how_each_plugin_stands(workers: Workers, metrics: Metrics) -> None:
    name = "largesse_plugin_state"
    odd = {'{plugin="odd",state="quarantined"}': 1.0}
    assert values(metrics, name) == {'{plugin="lucky",state="loaded"}': 1.0} | odd
    workers.quarantine("lucky", "a test")
    assert values(metrics, name) == {'{plugin="lucky",state="quarantined"}': 1.0} | odd
    workers.restore("lucky")
    assert values(metrics, name) == {'{plugin="lucky",state="loaded"}': 1.0} | odd
