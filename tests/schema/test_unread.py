"""
Answers that cannot be read once a deed is done: nothing denies it, and the same key answers later.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from largesse.errors import Unavailable
from largesse.ledger.identifiers import new_id
from largesse.schema.ids import global_id
from largesse.schema.rows import TortoiseRows
from tests.schema.house import ANN, BOB, CLEO, OPERATOR, ROSE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from largesse.ledger.table import Key, R, Table
    from largesse.people.caller import Caller
    from tests.schema.house import House, Json

ERRORS = (
    "replayed errors { __typename ... on UserError { message code path } ... on OutcomeUnknownError { retryable } }"
)
UNREAD = {
    "__typename": "OutcomeUnknownError",
    "message": "This was done, but cannot all be read now; the same call with the same idempotency key tells.",
    "code": "OUTCOME_UNKNOWN",
    "path": ["input", "idempotencyKey"],
    "retryable": True,
}


class NoRows(TortoiseRows):
    """Rows of a database that does not answer."""

    async def by_keys(self, _table: Table[R], _keys: Sequence[Key]) -> Mapping[Key, R]:
        raise Unavailable


def mutation(field: str, selection: str) -> str:
    kind = f"{field[0].upper()}{field[1:]}Input!"
    return f"mutation ($input: {kind}) {{ {field}(input: $input) {{ {selection} {ERRORS} }} }}"


async def asked(house: House) -> list[tuple[Caller, str, str, dict[str, Json]]]:
    """Every mutation that reads what it has done before, in an order in which none is refused."""
    room = await house.open_room()
    await house.grant(ANN, 100)
    owner, guest = {"id": global_id("Person", ANN.id)}, global_id("Person", BOB.id)
    return [
        (ANN, "giftSend", "gift { id }", {"roomId": room, "giftType": ROSE, "priceSeen": "1"}),
        (CLEO, "roomOpen", "room { id }", {"title": "Songs"}),
        (CLEO, "roomBlockSet", "block { blocked }", {"roomId": room, "personId": guest, "blocked": True}),
        (CLEO, "roomPause", "room { id }", {"roomId": room}),
        (CLEO, "roomClose", "room { id }", {"roomId": room}),
        (OPERATOR, "walletGrant", "lot { id }", {"owner": owner, "coins": "5", "origin": "BONUS", "reason": "a test"}),
    ]


async def test_a_replay_that_cannot_be_read_says_that_it_was_done_and_is_answered_later(house: House) -> None:
    blind = replace(house.services, rows=NoRows())
    for caller, field, selection, more in await asked(house):
        document, sent = mutation(field, selection), {"idempotencyKey": new_id(), **more}
        first = (await house.ask(caller, document, input=sent))[field]
        assert (first["replayed"], first["errors"]) == (False, [])
        unread = (await house.ask(caller, document, blind, input=sent))[field]
        assert unread == {selection.split()[0]: None, "replayed": False, "errors": [UNREAD]}
        later = (await house.ask(caller, document, input=sent))[field]
        assert later == first | {"replayed": True}


async def test_what_cannot_be_read_before_a_deed_says_that_nothing_was_done(house: House) -> None:
    room = await house.open_room()
    blind = replace(house.services, rows=NoRows())
    document, sent = mutation("roomStageSet", "room { id }"), {"idempotencyKey": "once", "roomId": room, "guestIds": []}
    payload = (await house.ask(CLEO, document, blind, input=sent))["roomStageSet"]
    (error,) = payload["errors"]
    assert (payload["room"], error["__typename"], error["code"]) == (None, "UnavailableError", "UNAVAILABLE")
    done = (await house.ask(CLEO, document, input=sent))["roomStageSet"]
    assert done == {"room": {"id": room}, "replayed": False, "errors": []}
