"""
The ratios that the journal is held to, and the table of all that was measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from bench.journal.contender import Cell
from bench.journal.field import NAIVE, ONE_ROW, OUR_SQLITE, OURS, TPCB

if TYPE_CHECKING:
    from bench.journal.contender import Measure

FLOORS = {
    "spread_128_vs_tpcb": 2.2,
    "spread_1000_vs_tpcb": 2.7,
    "spread_128_vs_naive": 8.0,
    "spread_1000_vs_naive": 10.0,
    "hot_128_vs_one_row": 3.0,
    "hot_128_vs_naive": 11.0,
    "sqlite_128_vs_tpcb": 2.0,
    "one_sender_p50_vs_naive": 0.5,
}
"""What each ratio must be at least; the last one at most, since it compares times."""


def ratios_of(found: dict[Cell, Measure]) -> dict[str, float]:
    """Return the ratios by name; of pgbench the best number of clients counts."""
    tpcb = max(measure.rate for cell, measure in found.items() if cell.contender == TPCB)
    one_row = max(measure.rate for cell, measure in found.items() if cell.contender == ONE_ROW)

    def rate(contender: str, way: str, senders: int) -> float:
        return found[Cell(contender, way, senders)].rate

    alone = found[Cell(OURS, "spread", 1)].p50_ms / found[Cell(NAIVE, "spread", 1)].p50_ms
    ratios = {
        "spread_128_vs_tpcb": rate(OURS, "spread", 128) / tpcb,
        "spread_1000_vs_tpcb": rate(OURS, "spread", 1_000) / tpcb,
        "spread_128_vs_naive": rate(OURS, "spread", 128) / rate(NAIVE, "spread", 128),
        "spread_1000_vs_naive": rate(OURS, "spread", 1_000) / rate(NAIVE, "spread", 1_000),
        "hot_128_vs_one_row": rate(OURS, "hot", 128) / one_row,
        "hot_128_vs_naive": rate(OURS, "hot", 128) / rate(NAIVE, "hot", 128),
        "sqlite_128_vs_tpcb": rate(OUR_SQLITE, "spread", 128) / tpcb,
        "one_sender_p50_vs_naive": alone,
    }
    return {name: round(ratio, 3) for name, ratio in ratios.items()}


def holds(name: str, ratio: float) -> bool:
    """Tell whether a ratio is as good as it must be."""
    return ratio <= FLOORS[name] if name == "one_sender_p50_vs_naive" else ratio >= FLOORS[name]


def measures_table(found: dict[Cell, Measure]) -> Table:
    """Return the table of what was measured."""
    table = Table("contender", "way")
    for name in ("senders", "gifts/s", "p50 ms", "p99 ms", "our CPU us", "PostgreSQL CPU us", "cores busy", "others'"):
        table.add_column(name, justify="right")
    for cell, measure in sorted(found.items(), key=lambda item: (item[0].contender, item[0].way, item[0].senders)):
        used = measure.rate * (measure.our_cpu_us + measure.database_cpu_us) / 1e6
        table.add_row(
            cell.contender,
            cell.way,
            f"{cell.senders:,}",
            f"{measure.rate:,.0f}",
            f"{measure.p50_ms:,.2f}",
            f"{measure.p99_ms:,.2f}",
            f"{measure.our_cpu_us:,.0f}",
            f"{measure.database_cpu_us:,.0f}",
            f"{used:.2f}",
            f"{measure.others_cores:.2f}",
        )
    return table


def ratios_table(ratios: dict[str, float]) -> Table:
    """Return the table of the ratios and what they are held to."""
    table = Table("ratio")
    for name in ("is", "must be", "holds"):
        table.add_column(name, justify="right")
    for name, ratio in ratios.items():
        sign = "≤" if name == "one_sender_p50_vs_naive" else "≥"
        table.add_row(name, f"{ratio:.2f}", f"{sign} {FLOORS[name]}", "yes" if holds(name, ratio) else "NO")
    return table
