"""
`python -m bench.plugins [--quick]`: measure, verify, print; the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import sys

import orjson
from rich.console import Console

from bench.http.field import CALLERS, Cell
from bench.http.ratios import measures_table, ratios_table
from bench.http.rounds import Measure, measured
from bench.plugins.field import CELLS, DYNAMIC, STATIC, field
from largesse.cli.loop import run, settled

FLOORS = {"twelve_vs_none": 0.95, "sixty_vs_none": 0.95, "dynamic_vs_static": None}
"""What each ratio must be at least; the last one only tells what a price of a plugin's own costs."""
console = Console(width=140, highlight=False)


async def _compare(rounds: int, seconds: float) -> bool:
    async with field() as (where, starts):
        settled()
        found = await measured(where, CELLS, rounds, seconds, lambda text: print(text, file=sys.stderr))
        report = await where.verified()
    ratios = _ratios_of(found)
    console.print(measures_table(found))
    console.print(ratios_table(ratios, FLOORS))
    console.print(f"start: {', '.join(f'{name} {took:.2f} s' for name, took in starts.items())}")
    console.print(f"{CALLERS} connections; the server on one core, the load client and PostgreSQL on the other.")
    console.print(f"ledger verify: {'clean' if report.clean else f'{report.differences} DIFFERENCES'}")
    cells = {
        f"{cell.contender}: {cell.asked}": {name: round(value, 2) for name, value in measure._asdict().items()}
        for cell, measure in found.items()
    }
    figures = {
        "cells": cells,
        "start_seconds": {name: round(took, 2) for name, took in starts.items()},
        "verified": report.clean,
        "seconds_a_cell": seconds,
        "rounds": rounds,
    }
    print(orjson.dumps({"bench": "plugins", "ratios": ratios, "figures": figures}).decode())
    return report.clean


def _ratios_of(found: dict[Cell, Measure]) -> dict[str, float]:
    static = {name: found[Cell(name, STATIC)].rate for name in ("none", "twelve", "sixty")}
    ratios = {
        "twelve_vs_none": static["twelve"] / static["none"],
        "sixty_vs_none": static["sixty"] / static["none"],
        "dynamic_vs_static": found[Cell("twelve", DYNAMIC)].rate / static["twelve"],
    }
    return {name: round(ratio, 3) for name, ratio in ratios.items()}


def main() -> int:
    """Run what the command line asks for, on the loop and the collector's settings of a server."""
    parser = argparse.ArgumentParser(prog="python -m bench.plugins", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, for a first look")
    parser.add_argument("--seconds", type=float, help="how long a cell is measured (3)", default=3.0)
    chosen = parser.parse_args()
    rounds, seconds = (1, min(2.0, chosen.seconds)) if chosen.quick else (5, chosen.seconds)
    return 0 if run(_compare(rounds, seconds)) else 1


if __name__ == "__main__":
    sys.exit(main())
