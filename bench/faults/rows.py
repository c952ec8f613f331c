"""
The rows of the table of faults, by short names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.faults.backup import backed_up
from bench.faults.bus import bus_disordered, bus_frozen, bus_killed, bus_lossy
from bench.faults.clocks import clock_turned
from bench.faults.crosswise import crosswise
from bench.faults.cut import cut
from bench.faults.descriptors import descriptors_exhausted
from bench.faults.disk import disk_full
from bench.faults.kill import ended, killed
from bench.faults.limits import limits_shared
from bench.faults.lost_node import node_lost
from bench.faults.nodes import two_clocks, two_nodes
from bench.faults.outage import frozen, stopped
from bench.faults.readers import readers_stuck
from bench.faults.restart import restarted, worker_killed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bench.faults.result import Result

ROWS: dict[str, Callable[[bool], Awaitable[Result]]] = {
    "kill-sqlite": lambda quick: killed("sqlite", 4 if quick else 20),
    "kill-postgresql": lambda quick: killed("postgresql", 4 if quick else 20),
    "term-sqlite": lambda quick: ended("sqlite", 1 if quick else 3),
    "term-postgresql": lambda quick: ended("postgresql", 1 if quick else 3),
    "postgresql-stopped": lambda quick: stopped(2 if quick else 10),
    "postgresql-frozen": lambda quick: frozen(8.0 if quick else 30.0),
    "cut": lambda quick: cut(6 if quick else 20),
    "crosswise-sqlite": lambda quick: crosswise("sqlite", 2.0 if quick else 8.0),
    "crosswise-postgresql": lambda quick: crosswise("postgresql", 2.0 if quick else 8.0),
    "two-nodes": lambda quick: two_nodes(3.0 if quick else 15.0),
    "disk-sqlite": lambda _: disk_full("sqlite"),
    "disk-postgresql": lambda _: disk_full("postgresql"),
    "descriptors": lambda quick: descriptors_exhausted(2.0 if quick else 10.0),
    "backup-sqlite": lambda _: backed_up("sqlite"),
    "backup-postgresql": lambda _: backed_up("postgresql"),
    "restart": lambda quick: restarted(100 if quick else 1_000, killed=False),
    "restart-killed": lambda quick: restarted(100 if quick else 1_000, killed=True),
    "restart-workers": lambda quick: restarted(100 if quick else 1_000, killed=False, workers=2),
    "worker-killed": lambda quick: worker_killed(100 if quick else 1_000),
    "readers-stuck": lambda quick: readers_stuck(100 if quick else 1_000),
    "bus-killed": lambda quick: bus_killed(6.0 if quick else 60.0, 10),
    "bus-frozen": lambda quick: bus_frozen(6.0 if quick else 60.0, 10),
    "bus-disordered": lambda quick: bus_disordered(4.0 if quick else 20.0, 10),
    "bus-lossy": lambda quick: bus_lossy(4.0 if quick else 20.0, 10),
    "node-lost": lambda _: node_lost(6),
    "limits-shared": lambda _: limits_shared(),
    "clock": lambda _: clock_turned(),
    "two-clocks": lambda quick: two_clocks(3.0 if quick else 15.0),
}
"""Each is called with whether it shall be quick."""
