"""
The reference of metrics names every metric, with its kind, its labels and what it tells.
"""

from __future__ import annotations

from pathlib import Path

from prometheus_client.metrics import MetricWrapperBase

from largesse.messages.outcome import Outcome
from largesse.telemetry import Metrics

REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "metrics.md").read_text("utf-8")
NODES = REFERENCE.split("## ")[1]


def test_each_metric_of_a_node_stands_there_as_it_is() -> None:
    rows = []
    for metric in vars(Metrics()).values():
        if isinstance(metric, MetricWrapperBase):
            name = f"{metric._name}_total" if metric._type == "counter" else metric._name
            labels = ", ".join(f"`{label}`" for label in metric._labelnames)
            rows.append(f"| `{name}` | {metric._type} | {labels} | {metric._documentation} |")
    assert [line for line in NODES.splitlines() if line.startswith("| `")] == sorted(rows)


def test_each_outcome_of_a_message_stands_there() -> None:
    (row,) = [line for line in NODES.splitlines() if "largesse_messages_total" in line]
    assert [each for each in Outcome if f"`{each.value}`" in row] == list(Outcome)
