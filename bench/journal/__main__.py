"""
`python -m bench.journal [--quick | --million]`: measure, verify, print; the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

import orjson
from rich.console import Console

from bench.journal.field import field
from bench.journal.limit import what_limits
from bench.journal.million import million
from bench.journal.ratios import measures_table, ratios_of, ratios_table
from bench.journal.rounds import QUICK, WHOLE, measured
from largesse.cli.loop import run, settled

if TYPE_CHECKING:
    from bench.journal.contender import Measure
    from bench.journal.field import Field

console = Console(width=120, highlight=False)


async def _compare(*, quick: bool, seconds: float) -> bool:
    cells, rounds = (QUICK, 1) if quick else (WHOLE, 3)
    async with field(whole=not quick) as where:
        settled()
        found = await measured(where, cells, rounds, seconds, lambda text: print(text, file=sys.stderr))
        console.print(measures_table(found))
        ratios = ratios_of(found)
        console.print(ratios_table(ratios))
        console.print(what_limits(found))
        console.print(f"asyncpg's pools: {where.pools}; tpcb-like prepared, best of its numbers of clients")
        clean = await _verified(where)
    figures = {f"{cell.contender} {cell.way} {cell.senders}": _rounded(measure) for cell, measure in found.items()}
    _last_line(ratios, {"cells": figures, "verified": clean, "seconds_a_cell": seconds, "rounds": rounds})
    return clean


async def _verified(where: Field) -> bool:
    clean = True
    for contender in dict.fromkeys(where.contenders.values()):
        report = await contender.verify()
        verdict = "clean" if report.clean else f"{report.differences} DIFFERENCES: {report.first[:3]}"
        console.print(f"ledger verify, {contender.name}: {verdict}, {report.counts['transfers']:,} transfers")
        clean = clean and report.clean
    return clean


async def _million(gifts: int) -> bool:
    figures = await million(gifts, console.print)
    _last_line({}, figures)
    return bool(figures["verified"])


def _rounded(measure: Measure) -> dict[str, float | None]:
    return {name: round(value, 2) if value == value else None for name, value in measure._asdict().items()}  # noqa: PLR0124 - NaN alone


def _last_line(ratios: dict[str, float], figures: dict[str, object]) -> None:
    print(orjson.dumps({"bench": "journal", "ratios": ratios, "figures": figures}).decode())


def main() -> int:
    """Run what the command line asks for, on the loop and the collector's settings of a server."""
    parser = argparse.ArgumentParser(prog="python -m bench.journal", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round of the cells that the ratios are made of")
    parser.add_argument("--seconds", type=float, help="how long a cell is measured (3)", default=3.0)
    parser.add_argument("--million", type=int, nargs="?", const=1_000_000, help="watch memory over so many gifts")
    chosen = parser.parse_args()
    work = _million(chosen.million) if chosen.million else _compare(quick=chosen.quick, seconds=chosen.seconds)
    return 0 if run(work) else 1


if __name__ == "__main__":
    sys.exit(main())
