"""
The ratios that a request is held to, the table of what was measured, and what limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from bench.http.field import CACHED, GIFT, LARGESSE, NOOP, NOTHING, RAW, STOCK, Cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.http.rounds import Measure

FLOORS = {"noop_vs_raw": None, "noop_vs_strawberry": 8.0, "noop_vs_cached": 1.4, "durable_vs_noop": 0.4}
"""What each ratio must be at least; the first one only tells how much is left to win."""
_FULL = 0.9
"""From which part of a core on somebody is said to be busy."""


def ratios_of(found: dict[Cell, Measure]) -> dict[str, float]:
    """Return the ratios by name."""
    noop = found[Cell(NOTHING, NOOP)].rate
    ratios = {
        "noop_vs_raw": noop / found[Cell(RAW, NOOP)].rate,
        "noop_vs_strawberry": noop / found[Cell(STOCK, NOOP)].rate,
        "noop_vs_cached": noop / found[Cell(CACHED, NOOP)].rate,
        "durable_vs_noop": found[Cell(LARGESSE, GIFT)].rate / noop,
    }
    return {name: round(ratio, 3) for name, ratio in ratios.items()}


def measures_table(found: dict[Cell, Measure]) -> Table:
    """Return the table of what was measured."""
    table = Table("contender", "asked for")
    for name in ("requests/s", "p50 ms", "p99 ms", "CPU us", "server", "client", "PostgreSQL", "others", "limited by"):
        table.add_column(name, justify="right")
    for cell, measure in found.items():
        table.add_row(
            cell.contender,
            cell.asked,
            f"{measure.rate:,.0f}",
            f"{measure.p50_ms:,.2f}",
            f"{measure.p99_ms:,.2f}",
            f"{measure.server_us:,.0f}",
            f"{measure.server_busy:.2f}",
            f"{measure.client_busy:.2f}",
            f"{measure.database_busy:.2f}",
            f"{measure.others_cores:.2f}",
            _limit(measure),
        )
    return table


def ratios_table(ratios: Mapping[str, float], floors: Mapping[str, float | None]) -> Table:
    """Return the table of the ratios and what they are held to; those without a floor are only told."""
    table = Table("ratio")
    for name in ("is", "must be", "holds"):
        table.add_column(name, justify="right")
    for name, ratio in ratios.items():
        floor = floors[name]
        verdict = ("-", "-") if floor is None else (f"≥ {floor}", "yes" if ratio >= floor else "NO")
        table.add_row(name, f"{ratio:.2f}", *verdict)
    return table


def _limit(measure: Measure) -> str:
    if measure.server_busy >= _FULL:
        return "the server"
    if measure.client_busy + measure.database_busy >= _FULL:
        return "client, PostgreSQL"
    if measure.others_cores >= 1 - _FULL:
        return "others, or waiting"
    return "disk, and trips"
