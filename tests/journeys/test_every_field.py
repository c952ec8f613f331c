"""
Every field is asked with values that it takes and values that it does not: nothing breaks, and a refusal moves nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import largesse_wordlist
from largesse.people.caller import Role
from largesse.schema.ids import global_id
from largesse.settings import PluginValues
from largesse.testing import CREATOR, EVERYBODY, VIEWER, Answer, Persona, serving
from largesse.testing.documents import MESSAGE_SEND

from .every_field import SCHEMA, every_field
from .test_hostile import decent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.settings import Settings
    from largesse.testing import Json, LocalNode

    from .every_field import Asked

GOAL_SET = "mutation ($input: GoalSetInput!) { goalSet(input: $input) { goal { id } errors { __typename } } }"
EVERYTHING = Persona("everything", tuple(Role))
"""Somebody who may do all that there is, so that nothing is refused for who it is."""


HELD = "wait"
"""What the list of words holds here."""
LAST = ("Mutation.messageRemove", "Mutation.roomClose")


@pytest.fixture
async def node(settings: Settings) -> AsyncIterator[LocalNode]:
    """A server on either database that holds messages of a word."""
    tables = {"wordlist": {"hold": [HELD]}}
    async with serving(
        settings.model_copy(update={"plugins": PluginValues(tables=tables)}), plugins=[largesse_wordlist]
    ) as served:
        await served.meet(*EVERYBODY)
        yield served
        await served.assert_books_balance()


async def known_of(node: LocalNode) -> dict[str, Json]:
    """Return good values by name, of a house in which something has happened already."""
    await node.meet(EVERYTHING, CREATOR, VIEWER)
    for owner in (EVERYTHING, VIEWER):
        await node.grant(owner, 1_000)
    room = await node.open_room()
    # Only who received a gift may thank for it.
    gift = await node.send_gift(VIEWER, await node.open_room(EVERYTHING))
    # Only what is held is decided on.
    message = (await node.act(MESSAGE_SEND, EVERYTHING, roomId=room, text=HELD))["message"]["id"]
    goal = {"roomId": room, "title": "A hundred", "kind": "VALUE", "target": "100"}
    goal = (await node.act(GOAL_SET, EVERYTHING, **goal))["goal"]["id"]
    ids = {
        "Room": room,
        "Message": message,
        "Gift": gift["id"],
        "Goal": goal,
        "Person": VIEWER.id,
        "GiftType": global_id("GiftType", "rose"),
    }
    ids |= {"Wallet": global_id("Wallet", VIEWER.key), "Earnings": global_id("Earnings", CREATOR.key)}
    named = {
        "roomId": room,
        "messageId": message,
        "giftId": gift["id"],
        "goalId": goal,
        "personId": VIEWER.id,
        "recipientId": CREATOR.id,
    }
    named |= {
        "giftType": "rose",
        "priceSeen": "1",
        "region": "US",
        "base": "EUR",
        "quote": "USD",
        "plugin": "classics",
        "title": "A room",
        "text": "hello",
        "reason": "a test",
    }
    return {**ids, **named, "owner": {"id": VIEWER.id}, "idempotencyKey": "a key"}


def variables_of(asked: Asked) -> list[dict[str, Json]]:
    return [asked.good, *({**asked.good, **odd} for odd in asked.odd)]


def keyed(variables: dict[str, Json], key: str) -> dict[str, Json]:
    """Give each call a key of its own, unless it is the key that is odd."""
    sent = variables.get("input")
    if isinstance(sent, dict) and sent.get("idempotencyKey") == "a key":
        return {"input": {**sent, "idempotencyKey": key}}
    return variables


async def ask(node: LocalNode, asked: Asked, variables: dict[str, Json]) -> Answer:
    # Lone surrogates are sent as they are escaped.
    body = json.dumps({"query": asked.document, "variables": variables}).encode()
    answer = await node.post(body, token=node.token(EVERYTHING))
    assert "GRAPHQL_VALIDATION_FAILED" not in answer.codes, asked
    return answer


def refused(answer: Answer) -> bool:
    """Tell whether a mutation was refused, at the top or typed."""
    if answer.errors or not answer.data:
        return True
    (payload,) = answer.data.values()
    return bool(payload["errors"])


async def first_of(node: LocalNode, asked: Asked, variables: dict[str, Json]) -> str:
    """Return what a subscription says first, as an event stream, or what is said instead of one."""
    body = json.dumps({"query": asked.document, "variables": variables}).encode()
    headers = {"Accept": "text/event-stream", "Content-Type": "application/json"}
    headers["Authorization"] = f"Bearer {node.token(EVERYTHING)}"
    said = b""
    async with node.session.post(f"{node.url}/graphql", data=body, headers=headers) as response:
        assert response.status < 500
        while b"data:" not in said and (chunk := await response.content.readany()):
            said += chunk
    return said.decode()


async def test_every_query_answers_or_refuses_whatever_it_is_asked(node: LocalNode) -> None:
    known, names = await known_of(node), set()
    async with node.nothing_moves():
        for asked in every_field(known):
            if asked.operation != "query":
                continue
            names.add(asked.name)
            for variables in variables_of(asked):
                decent(await ask(node, asked, variables))
    assert names == {
        f"{type_.name}.{name}"
        for type_ in SCHEMA.type_map.values()
        for name, field in getattr(type_, "fields", {}).items()
        if getattr(field, "args", None)
        and type_ not in {SCHEMA.mutation_type, SCHEMA.subscription_type}
        and not type_.name.startswith("__")
    }


async def test_every_mutation_answers_or_refuses_and_what_it_refuses_moves_nothing(node: LocalNode) -> None:
    known = await known_of(node)
    mutations = [asked for asked in every_field(known) if asked.operation == "mutation"]
    # Last comes what ends all others.
    for asked in sorted(mutations, key=lambda each: LAST.index(each.name) if each.name in LAST else -1):
        was_refused, taken = [], 0
        for number, variables in enumerate(variables_of(asked)):
            sent = keyed(variables, f"{asked.name} {number}")
            answer = await ask(node, asked, sent)
            decent(answer)
            if refused(answer):
                was_refused.append(sent)
            else:
                taken += 1
        assert taken, asked.name
        assert len(was_refused) > 20, asked.name
        async with node.nothing_moves():
            for sent in was_refused:
                decent(await ask(node, asked, sent))


async def test_every_subscription_answers_or_refuses_whatever_it_is_asked(node: LocalNode) -> None:
    known, followed = await known_of(node), 0
    async with node.nothing_moves():
        for asked in every_field(known):
            if asked.operation == "subscription":
                followed += 1
                for variables in variables_of(asked):
                    assert "INTERNAL" not in await first_of(node, asked, variables)
    assert followed == len(SCHEMA.subscription_type.fields)
