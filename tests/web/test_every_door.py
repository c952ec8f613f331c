"""
Every door: the same limits hold by POST, by address, on a socket, on an event stream and for stored documents.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from largesse.settings import Settings
from largesse.web.documents.limits import Limits

from .house import house
from .sockets.test_sockets import INIT, say, subscribe

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .house import House

    Door = Callable[[House, str, object], Awaitable[Any]]

TEN = [[[[[[[[[[1]]]]]]]]]]
"""A list ten levels deep."""
TOO_LARGE: dict[str, tuple[str, object]] = {
    "tokens": ("{" + "hello " * 2_000 + "}", None),
    "operations": (" ".join(f"query Q{n} {{ hello }}" for n in range(51)), None),
    "depth": ("{ box " * 15 + "{ size }" + "}" * 15, None),
    "fields": (
        " ".join(f"query Q{n} {{ box {{ ...A }} }}" for n in range(40))
        + " fragment A on Box { "
        + "size box { " * 13
        + "size"
        + "}" * 14,
        None,
    ),
    "root fields": ("{" + "hello " * 101 + "}", None),
    "aliases": ("{" + " ".join(f"a{n}: hello" for n in range(31)) + "}", None),
    "directives": ("{ box { size " + "@skip(if: false) " * 51 + "} }", None),
    "repeated fields": ("{ box {" + "size " * 202 + "} }", None),
    "list items": ("{ hello(name: [" + "1 " * 501 + "]) }", None),
    "string length": ("query ($name: String!) { hello(name: $name) }", {"name": "x" * 131_073}),
    "variables": ("{ hello }", {"a": {str(n): [n] for n in range(1_000)}}),
    "cost": ("{ box " + "{ boxes(first: 40) " * 3 + "{ size }" + "}" * 4, None),
    "depth of variables": ("{ hello }", {"a": [TEN]}),
}
"""For each limit what goes past it and past no other, by the name of the limit."""
BY_ADDRESS = set(TOO_LARGE) - {"tokens", "string length", "variables"}
"""What fits into an address."""


async def posted(opened: House, query: str, variables: object) -> Any:  # noqa: ANN401 - parsed JSON
    return (await opened.ask({"query": query, "variables": variables}))[1]["errors"]


async def by_address(opened: House, query: str, variables: object) -> Any:  # noqa: ANN401 - parsed JSON
    parameters = {"query": query, "variables": json.dumps(variables)}
    async with opened.client.get(f"{opened.url}/graphql", params=parameters) as answer:
        return (await answer.json())["errors"]


async def on_a_socket(opened: House, query: str, variables: object) -> Any:  # noqa: ANN401 - parsed JSON
    async with opened.socket() as socket:
        await say(socket, INIT)
        (answer,) = await say(socket, subscribe(query, variables=variables))
        return answer["payload"]


async def stored(opened: House, query: str, variables: object) -> Any:  # noqa: ANN401 - parsed JSON
    persisted = {"version": 1, "sha256Hash": hashlib.sha256(query.encode()).hexdigest()}
    body = {"query": query, "variables": variables, "extensions": {"persistedQuery": persisted}}
    return (await opened.ask(body))[1]["errors"]


async def as_events(opened: House, query: str, variables: object) -> Any:  # noqa: ANN401 - parsed JSON
    body, headers = {"query": query, "variables": variables}, {"Accept": "text/event-stream"}
    async with opened.client.post(f"{opened.url}/graphql", json=body, headers=headers) as answer:
        lines = (await answer.text()).splitlines()
    (told,) = (line.removeprefix("data: ") for line in lines if line.startswith("data: "))
    return json.loads(told)["errors"]


@pytest.mark.parametrize("door", [posted, by_address, on_a_socket, as_events, stored])
async def test_a_limit_holds_on_every_door_and_says_its_name(door: Door, open_house: House) -> None:
    maxima = Limits.of(Settings()).by_name()
    assert set(TOO_LARGE) == set(maxima)
    for limit, (query, variables) in TOO_LARGE.items():
        if door is by_address and limit not in BY_ADDRESS:
            continue
        (error,) = await door(open_house, query, variables)
        value = error["extensions"].pop("value", maxima[limit] + 1)
        assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": limit, "maximum": maxima[limit]}
        assert f"limit of {limit}, which is {maxima[limit]}" in error["message"]
        assert value > maxima[limit]


async def test_what_stays_within_the_limits_by_a_hair_is_answered(open_house: House) -> None:
    for query, variables in (
        (" ".join(f"query Q{n} {{ hello }}" for n in range(50)), None),
        ("{ box " * 14 + "{ size }" + "}" * 14, None),
        ("query ($name: String!) { hello(name: $name) }", {"name": "x" * 131_072}),
        ("{ hello }", {"a": {str(n): [n] for n in range(999)}}),
        ("{ hello }", {"a": TEN}),
        ("{ hello }", {"a": [1] * 500}),
    ):
        status, answer = await open_house.ask({"query": query, "variables": variables, "operationName": None})
        codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
        assert "LIMIT_EXCEEDED" not in codes, (status, answer, query[:60])


async def test_the_limit_answers_before_anything_is_validated(monkeypatch: pytest.MonkeyPatch) -> None:
    validated: list[object] = []
    monkeypatch.setattr("largesse.web.documents.documents.validate", lambda *_args, **_more: validated.append(1) or [])
    async with house() as opened:
        for limit, (query, variables) in TOO_LARGE.items():
            # Variables are counted for a document that is known to be good, and cost is told by the schema's types.
            if variables is None and limit != "cost":
                await posted(opened, query, None)
        assert validated == []
        await opened.ask({"query": "{ hello }"})
    assert validated == [1]


async def test_what_fragments_come_to_is_counted_and_never_written_out() -> None:
    bomb = "".join(f"fragment F{n} on Box {{ a: box {{ ...F{n + 1} }} b: box {{ ...F{n + 1} }} }} " for n in range(60))
    query = "{ box { ...F0 } } " + bomb + "fragment F60 on Box { size }"
    async with house(aliases_max=2**62, depth_max=100) as opened:
        (error,) = await posted(opened, query, None)
    assert error["extensions"] == {
        "code": "LIMIT_EXCEEDED",
        "limit": "fields",
        "maximum": 1_000,
        "value": 2**53 - 1,
    }
