"""
A worker at its post: whom it tells what is counted, and what it does when nobody is there to ask.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest
from prometheus_client import CollectorRegistry, Counter, Metric

from largesse.cli.serve import post as module
from largesse.cli.serve.counting import labelled
from largesse.cli.serve.line import Line
from largesse.cli.serve.post import Post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def registry() -> CollectorRegistry:
    made = CollectorRegistry()
    Counter("gifts", "Gifts.", registry=made).inc(3)
    return made


@pytest.fixture
async def posted() -> AsyncIterator[tuple[Post, Line]]:
    """A worker's post, and the parent's end of its line."""
    ours, its = socket.socketpair()
    worker, parent = await Line.over(its), await Line.over(ours)
    yield Post(2, worker), parent
    worker.close()
    parent.close()


async def theirs() -> list[Metric]:
    return labelled(registry().collect(), 1)


async def test_it_tells_what_all_count_and_the_parent_what_it_counts(posted: tuple[Post, Line]) -> None:
    post, parent = posted
    tasks = [asyncio.create_task(post.hold()), asyncio.create_task(parent.attend(theirs))]
    assert await parent.ask(5) == []
    post.registry = registry()
    (family,) = await parent.ask(5)
    assert {sample.labels["worker"] for sample in family.samples} == {"2"}
    assert b'gifts_total{worker="1"} 3.0' in await post.exposed(post.registry)
    parent.close()
    await asyncio.gather(*tasks)
    assert post.relieved.is_set()


async def test_it_tells_its_own_when_the_parent_does_not_answer(
    posted: tuple[Post, Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ALL_SECONDS", 0.05)
    post, _ = posted
    assert b'gifts_total{worker="2"} 3.0' in await post.exposed(registry())
    assert not post.relieved.is_set()
