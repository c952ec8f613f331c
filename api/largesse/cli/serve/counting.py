"""
Counting: what the workers of one server count, told together by whichever is asked.

Each sample carries its worker, rather than being added to those of the others: a worker that is started anew begins at
nothing, which Prometheus takes for what it is in a series of the worker's own, and for a second beginning in a sum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import Metric, generate_latest
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Iterable

LABEL = "worker"


class _Families(Collector):
    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def labelled(families: Iterable[Metric], worker: int) -> list[Metric]:
    """Return families of metrics whose samples say which worker they come from."""
    marked = []
    for family in families:
        copy = Metric(family.name, family.documentation, family.type)
        copy.samples = [each._replace(labels={**each.labels, LABEL: str(worker)}) for each in family.samples]
        marked.append(copy)
    return marked


def exposition(families: Iterable[Metric]) -> bytes:
    """Return families of metrics as Prometheus reads them, those of one name in one."""
    joined: dict[str, Metric] = {}
    for family in families:
        known = joined.setdefault(family.name, Metric(family.name, family.documentation, family.type))
        known.samples.extend(family.samples)
    return generate_latest(_Families(joined.values()))
