"""
`python -m bench.rooms [--quick] [--million [N]]`: measure, verify, print; the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
from typing import TYPE_CHECKING, NamedTuple

import orjson
from rich.console import Console
from rich.table import Table

from bench.journal.processor import seconds_of, stopwatch
from bench.rooms.field import GRAPHQL_WS, WS, Contender, Field, field
from bench.rooms.memory import remembered
from bench.rooms.paced import Cell, Paced, cells_of, paced, verdicts
from bench.rooms.servers import LARGESSE, RAW, STOCK
from largesse.cli.loop import run, settled

if TYPE_CHECKING:
    from collections.abc import Mapping

VIEWERS, CROWD = 1_000, 5_000
FLOORS = {
    "joined_1000_vs_strawberry": 60.0,
    "joined_1000_vs_graphql_ws": 10.0,
    "single_1000_vs_raw": 0.8,
    "joined_1000_vs_raw": 3.0,
}
"""What each ratio must be at least."""
EVENTS = {LARGESSE: (500, 200), STOCK: (10, 10), RAW: (200, 200), GRAPHQL_WS: (60, 60), WS: (200, 200)}
"""How many events each contender is given at once, and one after another: as many as keep it busy for seconds."""
console = Console(width=120, highlight=False)


class Measure(NamedTuple):
    """
    What came of one way of telling.

    Args:
        rate: deliveries per second.
        server_busy: which part of its core the server used.
        viewers_busy: which part of the other core the viewers used.
        database_busy: which part of it PostgreSQL used.
    """

    rate: float
    server_busy: float
    viewers_busy: float
    database_busy: float


async def _measured(where: Field, contender: Contender, how: str, count: int) -> Measure:
    pid = contender.process.pid
    elapsed, before = stopwatch(where.database_pid), seconds_of(pid)
    took = (await contender.publish(how, count)).seconds
    used = elapsed()
    return Measure(
        count * len(contender.audience) / took,
        (seconds_of(pid) - before) / took,
        used.ours / took,
        used.database / took,
    )


async def _compare(*, rounds: int, part: float, viewers: int, crowd: int) -> bool:
    found: dict[tuple[str, str], list[Measure]] = {}
    async with field() as where:
        settled()
        for number in range(rounds):
            for name, (joined, single) in EVENTS.items():
                async with where.running(name) as contender:
                    await contender.audience.come(viewers)
                    await contender.publish("single", max(2, int(single * part / 10)))
                    for how, events in (("joined", joined), ("single", single)):
                        measure = await _measured(where, contender, how, max(2, int(events * part)))
                        found.setdefault((name, how), []).append(measure)
                        print(f"round {number + 1} of {rounds}: {name}, {how}: {measure.rate:,.0f}/s", file=sys.stderr)
        waits = {}
        for cell in cells_of(viewers, crowd, part):
            waits[cell] = await paced(where, cell)
            print(f"{cell.name}: p50 {waits[cell].p50_ms:.1f} ms, p99 {waits[cell].p99_ms:.1f} ms", file=sys.stderr)
        report = await where.verified()
    return _told(found, waits, viewers, clean=report.clean)


def _told(
    found: dict[tuple[str, str], list[Measure]], waits: Mapping[Cell, Paced], viewers: int, *, clean: bool
) -> bool:
    medians = {
        cell: Measure._make(statistics.median(values) for values in zip(*measures, strict=True))
        for cell, measures in found.items()
    }
    table = Table("contender", "events")
    for name in ("deliveries/s", "server", "viewers", "PostgreSQL"):
        table.add_column(name, justify="right")
    for (name, how), measure in medians.items():
        busy = (measure.server_busy, measure.viewers_busy, measure.database_busy)
        table.add_row(name, how, f"{measure.rate:,.0f}", *(f"{each:.2f}" for each in busy))
    console.print(table)
    joined, single = medians[LARGESSE, "joined"].rate, medians[LARGESSE, "single"].rate
    ratios = {
        "joined_1000_vs_strawberry": joined / medians[STOCK, "joined"].rate,
        "joined_1000_vs_graphql_ws": joined / medians[GRAPHQL_WS, "joined"].rate,
        "single_1000_vs_raw": single / medians[RAW, "single"].rate,
        "joined_1000_vs_raw": joined / medians[RAW, "joined"].rate,
    }
    for name, ratio in ratios.items():
        console.print(f"{name}: {ratio:.2f}, must be ≥ {FLOORS[name]}: {'yes' if ratio >= FLOORS[name] else 'NO'}")
    console.print(*verdicts(waits), sep="\n")
    console.print(f"{viewers:,} viewers of one room; the server on one core, viewers and PostgreSQL on the other.")
    console.print(f"ledger verify: {'clean' if clean else 'DIFFERENCES'}")
    cells = {
        f"{name}: {how}": {key: round(value, 2) for key, value in each._asdict().items()}
        for (name, how), each in medians.items()
    }
    figures = {"cells": cells, "verified": clean}
    for cell, wait in waits.items():
        figures |= {f"{key}_{cell.name}": value for key, value in wait.figures().items()}
    rounded = {name: round(ratio, 3) for name, ratio in ratios.items()}
    print(orjson.dumps({"bench": "rooms", "ratios": rounded, "figures": figures}).decode())
    return clean


async def _remember(events: int, viewers: int) -> bool:
    async with field() as where:
        settled()
        figures = await remembered(where, events, viewers, console.print)
        report = await where.verified()
    print(orjson.dumps({"bench": "rooms", "ratios": {}, "figures": {**figures, "verified": report.clean}}).decode())
    return report.clean


def main() -> int:
    """Run what the command line asks for, on the loop and the collector's settings of a server."""
    parser = argparse.ArgumentParser(prog="python -m bench.rooms", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, for a first look")
    parser.add_argument("--part", type=float, default=1.0, help="which part of the events are told (1)")
    parser.add_argument("--viewers", type=int, default=VIEWERS, help=f"how many viewers each has ({VIEWERS})")
    parser.add_argument("--crowd", type=int, default=CROWD, help=f"how many viewers the largest room has ({CROWD})")
    parser.add_argument("--million", type=int, nargs="?", const=1_000_000, help="memory over so many events alone")
    chosen = parser.parse_args()
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files[1], files[1]))
    if chosen.million:
        return 0 if run(_remember(chosen.million, chosen.viewers)) else 1
    rounds, part = (1, min(0.5, chosen.part)) if chosen.quick else (3, chosen.part)
    return 0 if run(_compare(rounds=rounds, part=part, viewers=chosen.viewers, crowd=chosen.crowd)) else 1


if __name__ == "__main__":
    sys.exit(main())
