"""
What workers count, told together.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

from largesse.cli.serve.counting import exposition, labelled


def registry(gifts: int) -> CollectorRegistry:
    made = CollectorRegistry()
    Counter("gifts", "Gifts.", ("tier",), registry=made).labels("MYTH").inc(gifts)
    Histogram("seconds", "Seconds.", registry=made, buckets=(1,)).observe(gifts)
    return made


def test_each_sample_says_its_worker_under_one_head_for_all() -> None:
    families = [*labelled(registry(3).collect(), 1), *labelled(registry(4).collect(), 2)]
    lines = [line for line in exposition(families).decode().splitlines() if "_created" not in line]
    assert lines == [
        "# HELP gifts_total Gifts.",
        "# TYPE gifts_total counter",
        'gifts_total{tier="MYTH",worker="1"} 3.0',
        'gifts_total{tier="MYTH",worker="2"} 4.0',
        "# HELP seconds Seconds.",
        "# TYPE seconds histogram",
        'seconds_bucket{le="1.0",worker="1"} 0.0',
        'seconds_bucket{le="+Inf",worker="1"} 1.0',
        'seconds_count{worker="1"} 1.0',
        'seconds_sum{worker="1"} 3.0',
        'seconds_bucket{le="1.0",worker="2"} 0.0',
        'seconds_bucket{le="+Inf",worker="2"} 1.0',
        'seconds_count{worker="2"} 1.0',
        'seconds_sum{worker="2"} 4.0',
    ]
