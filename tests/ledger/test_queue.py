"""
The queue of the journal: deeds that yield are taken where others leave room, and never fill it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from largesse.ledger.commit import Waiting
from largesse.ledger.deed import Deed
from largesse.ledger.queue import Queue

if TYPE_CHECKING:
    import asyncio


class Yielding(Deed):
    """A deed that yields."""

    yields = True


def waiting(name: str, deadline: float, kind: type[Deed] = Deed) -> Waiting:
    deed = kind(id=name, caller_id="vera", key=name, operation="test", fingerprint="")
    return Waiting(deed, cast("asyncio.Future[object]", None), deadline)  # type: ignore[arg-type]  # nobody waits here


def names(taken: list[Waiting]) -> list[str]:
    return [each.deed.id for each in taken]


def queue_of(*deeds: Waiting, size: int = 10) -> Queue:
    queue = Queue(size)
    for each in deeds:
        queue.add(each)
    return queue


def test_what_has_room_together_is_taken_in_the_order_in_which_it_came() -> None:
    queue = queue_of(waiting("message", 1, Yielding), waiting("gift", 2), waiting("another message", 3, Yielding))
    assert names(queue.take(3)) == ["message", "gift", "another message"]
    assert len(queue) == 0


def test_where_not_all_have_room_those_that_yield_wait() -> None:
    messages = [waiting(f"message {number}", number, Yielding) for number in range(3)]
    queue = queue_of(*messages, waiting("gift", 3), waiting("another gift", 4))
    assert names(queue.take(2)) == ["gift", "another gift"]
    queue.add(waiting("a third gift", 5))
    assert names(queue.take(2)) == ["message 0", "a third gift"]
    assert names(queue.take(9)) == ["message 1", "message 2"]


def test_deeds_that_yield_fill_half_of_the_queue_at_most() -> None:
    queue = queue_of(*(waiting(f"message {number}", number, Yielding) for number in range(5)))
    message, gift = waiting("message", 9, Yielding).deed, waiting("gift", 9).deed
    assert (queue.full_for(message), queue.full_for(gift)) == (True, False)
    for number in range(5):
        queue.add(waiting(f"gift {number}", number))
    assert queue.full_for(gift)
