"""
Following: the items of a stream, each shown when it is its turn.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar

from largesse.schema.context import Context

Item = TypeVar("Item")
Event = TypeVar("Event")


async def followed(
    context: Context, items: AsyncGenerator[Item, None], show: Callable[[Item], Awaitable[Event | None]]
) -> AsyncGenerator[Event, None]:
    """
    Show items in their order.

    Args:
        context: of the operation; the moment that an item began is over at the latest when the next one is asked for.
        items: of a stream.
        show: returns what a follower is sent of an item; None of one that is passed over.
    """
    try:
        async with aclosing(items):
            async for item in items:
                # What was read for one item would be old at the next.
                context.forget_rows()
                event = await show(item)
                if event is not None:
                    yield event
                    await context.end_moment()
    finally:
        await context.end_moment()
