"""
`python -m bench.faults [--quick] [--only NAME …]`: pass or fail of each fault; the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from typing import TYPE_CHECKING

import orjson
from rich.console import Console

from bench.faults.rows import ROWS

if TYPE_CHECKING:
    from bench.faults.result import Result

console = Console(width=120, highlight=False)


async def _run(names: list[str], *, quick: bool) -> list[Result]:
    results = []
    for name in names:
        begun = time.monotonic()
        result = await ROWS[name](quick)
        results.append(result)
        figures = ", ".join(f"{key} {value}" for key, value in result.figures.items())
        verdict = "pass" if result.passed else "FAIL"
        console.print(f"{verdict}  {name}: {result.row} ({time.monotonic() - begun:.0f} s)\n      {figures}")
    return results


def main() -> int:
    """Bring about the faults that the command line names, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter faults")
    parser.add_argument("--only", nargs="+", choices=sorted(ROWS), help="these rows alone")
    chosen = parser.parse_args()
    results = asyncio.run(_run(chosen.only or list(ROWS), quick=chosen.quick))
    failed = [result.row for result in results if not result.passed]
    console.print(f"{len(results) - len(failed)} of {len(results)} pass" + "".join(f"\n  FAIL {row}" for row in failed))
    figures = {result.row: {"passed": result.passed, **result.figures} for result in results}
    print(orjson.dumps({"bench": "faults", "ratios": {}, "figures": figures}).decode())
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
