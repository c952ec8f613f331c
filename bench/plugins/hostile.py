"""
`python -m bench.plugins.hostile [--quick] [--only NAME …]`: what hostile plugins do to others' gifts.

Each plugin of the hostile distribution runs in a server of its own, beside one that has none. Senders give roses to
both in turn, while somebody keeps asking for the plugin's own gift if it has one. The table tells how the plugin stands
at the end, and how long 99 of 100 roses took beside it and without it; the last line is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson
from rich.console import Console
from rich.table import Table
from tests.plugins.hostile import install

from largesse.testing import CREATOR, EVERYBODY, VIEWER, settings_in, spawned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.testing import Json, Node

SENDERS = 8
P99_RATIO_MAX = 2.0
"""What nobody's gift may take longer by beside any plugin."""
SECRET = {"LARGESSE_PLUGIN_CONFIGURING_TELLS_SECRETS_TOKEN": "a secret"}
_SEND = "mutation($input: GiftSendInput!){giftSend(input:$input){gift{id} errors{__typename}}}"
_PLUGINS = "{ serverInfo { plugins { name state reason } } }"


class Stage(NamedTuple):
    """A server, and a room in it."""

    node: Node
    room: str


class Field(NamedTuple):
    """
    What all plugins are measured against.

    Args:
        without: a server that has no hostile plugin.
        site: where they are installed.
        data: where their servers keep their books.
        rounds: how often each is measured; the medians count.
        seconds: how long each time.
    """

    without: Stage
    site: Path
    data: Path
    rounds: int
    seconds: float


class Finding(NamedTuple):
    """How a plugin stands at the end, and 99 of 100 roses beside it and without it, in milliseconds."""

    state: str
    reason: str
    p99: float
    p99_without: float
    rate: float

    @property
    def ratio(self) -> float:
        """How many times as long roses took beside it."""
        return self.p99 / self.p99_without

    @property
    def passed(self) -> bool:
        """Whether others went on as they should."""
        return self.ratio <= P99_RATIO_MAX


async def _staged(node: Node) -> Stage:
    await node.meet(*EVERYBODY)
    await node.grant(VIEWER, 10**9)
    return Stage(node, await node.open_room(CREATOR))


async def _roses(stage: Stage, seconds: float) -> list[float]:
    """Send roses for some time, and return what each took, in milliseconds."""
    took: list[float] = []
    end = time.perf_counter() + seconds
    token = stage.node.token(VIEWER)

    async def send() -> None:
        while (begun := time.perf_counter()) < end:
            answer = await stage.node.post(_body(stage, "rose"), token=token)
            assert answer.data["giftSend"]["errors"] == []
            took.append((time.perf_counter() - begun) * 1_000)

    await asyncio.gather(*(send() for _ in range(SENDERS)))
    return took


async def _provoked(stage: Stage, gift_type: str) -> None:
    """Ask for the plugin's own gift again and again; whatever comes of it is its own affair."""
    while True:
        answer = await stage.node.post(_body(stage, gift_type), token=stage.node.token(VIEWER))
        assert answer.status == 200
        await asyncio.sleep(0.01)


def _body(stage: Stage, gift_type: str) -> bytes:
    sent = {"idempotencyKey": stage.node.key(), "roomId": stage.room, "giftType": gift_type, "priceSeen": "1"}
    return orjson.dumps({"query": _SEND, "variables": {"input": sent}})


async def _found(name: str, field: Field) -> Finding:
    settings = settings_in(field.data / name, load_plugins=(name,))
    path = os.pathsep.join((str(field.site), os.environ.get("PYTHONPATH", "")))
    async with spawned(settings, PYTHONPATH=path, **SECRET) as node:
        beside = await _staged(node)
        provoking = asyncio.create_task(_provoked(beside, name.partition("-")[2]))
        rates, p99s, p99s_without = [], [], []
        for _ in range(field.rounds):
            p99s_without.append(_p99(await _roses(field.without, field.seconds)))
            took = await _roses(beside, field.seconds)
            p99s.append(_p99(took))
            rates.append(len(took) / field.seconds)
        provoking.cancel()
        plugins: Json = (await node.query(_PLUGINS))["serverInfo"]["plugins"]
        shown = [plugin for plugin in plugins if plugin["name"] == name][-1]
        await node.assert_books_balance()
    median = statistics.median
    return Finding(shown["state"], shown["reason"] or "", median(p99s), median(p99s_without), median(rates))


def _p99(took: list[float]) -> float:
    return statistics.quantiles(took, n=100)[98]


async def _measured(names: Iterable[str], rounds: int, seconds: float) -> dict[str, Finding]:
    with tempfile.TemporaryDirectory() as directory:
        site, data = Path(directory) / "site", Path(directory) / "data"
        hostile = install(site)
        async with spawned(settings_in(data / "none")) as node:
            field, findings = Field(await _staged(node), site, data, rounds, seconds), {}
            await _roses(field.without, seconds)
            for name in names or hostile:
                findings[name] = await _found(name, field)
                print(f"{name}: {findings[name].ratio:.2f}", file=sys.stderr)
        return findings


def main() -> int:
    """Measure all plugins, or those that the command line names; the exit code is 0 if others went on beside each."""
    parser = argparse.ArgumentParser(prog="python -m bench.plugins.hostile", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, for a first look")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these plugins alone", default=())
    chosen = parser.parse_args()
    rounds, seconds = (1, 0.5) if chosen.quick else (3, 1.0)
    findings = asyncio.run(_measured(chosen.only, rounds, seconds))
    table = Table("plugin", "stands", "roses/s", "p99, ms", "without, ms", "ratio", "reason")
    for name, found in findings.items():
        figures = (f"{found.rate:,.0f}", f"{found.p99:.1f}", f"{found.p99_without:.1f}", f"{found.ratio:.2f}")
        table.add_row(name, found.state.lower(), *figures, found.reason)
    Console(width=160, highlight=False).print(table)
    worst = max(findings.values(), key=lambda found: found.ratio)
    figures_by_name = {name: found._asdict() for name, found in findings.items()}
    result = {"bench": "plugins.hostile", "ratios": {"worst_p99": round(worst.ratio, 2)}, "figures": figures_by_name}
    print(orjson.dumps(result).decode())
    return 0 if worst.passed else 1


if __name__ == "__main__":
    sys.exit(main())
