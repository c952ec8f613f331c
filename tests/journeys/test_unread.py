"""
A gift that is done and cannot be read, on PostgreSQL: the journal's session works, and nobody else is let in.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from largesse.testing import VIEWER, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.settings import Settings
    from largesse.testing import Json, LocalNode
    from tests.servers.postgresql import PostgreSQL

DEEP = """
mutation ($input: GiftSendInput!) {
  giftSend(input: $input) {
    gift { quantity } wallet { frozen } replayed errors { __typename ... on UserError { code } }
  }
}
"""
LET_GO = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}' AND application_name <> '{}'"


@asynccontextmanager
async def unread(postgresql: PostgreSQL, name: str) -> AsyncIterator[None]:
    """Have nobody read a database until the block is left: readers are sent away, and no new ones let in."""
    postgresql.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    postgresql.execute(LET_GO.format(name, "largesse journal"))
    try:
        yield
    finally:
        postgresql.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


async def give(node: LocalNode, room: str, key: str) -> tuple[Json, list[tuple[str, list[str | int]]]]:
    """Give a rose, and return the payload, and the code and path of each error at the top."""
    sent = {"idempotencyKey": key, "roomId": room, "giftType": "rose", "priceSeen": "1"}
    answer = await node.answer(DEEP, {"input": sent}, token=node.token(VIEWER))
    return answer.data["giftSend"], [(error["extensions"]["code"], error["path"]) for error in answer.errors]


async def test_a_gift_that_was_sent_is_never_denied_by_what_cannot_be_read(
    shared: Settings, migrated_postgresql: PostgreSQL
) -> None:
    async with serving(shared) as node:
        await node.grant(VIEWER, 10)
        room = await node.open_room()
        first = await give(node, room, "first")
        assert first == ({"gift": {"quantity": 1}, "wallet": {"frozen": False}, "replayed": False, "errors": []}, [])
        name = node.database.dsn.rsplit("/", 1)[1]
        async with unread(migrated_postgresql, name):
            # A replay has nothing to tell; a gift that is sent now is told but for what must be read.
            error = {"__typename": "OutcomeUnknownError", "code": "OUTCOME_UNKNOWN"}
            replay = await give(node, room, "first")
            assert replay == ({"gift": None, "wallet": None, "replayed": False, "errors": [error]}, [])
            sent, errors = await give(node, room, "second")
            assert sent == {"gift": {"quantity": 1}, "wallet": None, "replayed": False, "errors": []}
            assert errors == [("OUTCOME_UNKNOWN", ["giftSend", "wallet", "frozen"])]
        for key in ("first", "second"):
            again, errors = await give(node, room, key)
            assert (again["gift"], again["replayed"], errors) == ({"quantity": 1}, True, [])
        assert await node.coins_of(VIEWER) == 8
        await node.assert_books_balance()
