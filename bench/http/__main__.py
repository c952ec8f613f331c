"""
`python -m bench.http [--quick]`: measure, verify, print; the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import sys

import orjson
from rich.console import Console

from bench.http.field import CALLERS, CELLS, field
from bench.http.ratios import FLOORS, measures_table, ratios_of, ratios_table
from bench.http.rounds import measured
from largesse.cli.loop import run, settled

console = Console(width=140, highlight=False)


async def _compare(rounds: int, seconds: float) -> bool:
    async with field() as where:
        settled()
        found = await measured(where, CELLS, rounds, seconds, lambda text: print(text, file=sys.stderr))
        report = await where.verified()
    ratios = ratios_of(found)
    console.print(measures_table(found))
    console.print(ratios_table(ratios, FLOORS))
    console.print(f"{CALLERS} connections; the server on one core, the load client and PostgreSQL on the other.")
    console.print(f"ledger verify: {'clean' if report.clean else f'{report.differences} DIFFERENCES'}")
    cells = {
        f"{cell.contender}: {cell.asked}": {name: round(value, 2) for name, value in measure._asdict().items()}
        for cell, measure in found.items()
    }
    figures = {"cells": cells, "verified": report.clean, "seconds_a_cell": seconds, "rounds": rounds}
    print(orjson.dumps({"bench": "http", "ratios": ratios, "figures": figures}).decode())
    return report.clean


def main() -> int:
    """Run what the command line asks for, on the loop and the collector's settings of a server."""
    parser = argparse.ArgumentParser(prog="python -m bench.http", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, for a first look")
    parser.add_argument("--seconds", type=float, help="how long a cell is measured (3)", default=3.0)
    chosen = parser.parse_args()
    rounds, seconds = (1, min(2.0, chosen.seconds)) if chosen.quick else (3, chosen.seconds)
    return 0 if run(_compare(rounds, seconds)) else 1


if __name__ == "__main__":
    sys.exit(main())
