"""
Limits: each holds, and says its name.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.house import house

if TYPE_CHECKING:
    from tests.web.house import House
    from tests.web.toy import Happenings


def nested(depth: int) -> str:
    return "{ box " * (depth - 1) + "{ size }" + "}" * (depth - 1)


def limit_of(answer: Any) -> tuple[str, int]:  # noqa: ANN401 - parsed JSON
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert error["extensions"]["limit"] in error["message"]
    return error["extensions"]["limit"], error["extensions"]["maximum"]


async def test_depth_has_a_limit(open_house: House) -> None:
    status, _ = await open_house.ask({"query": nested(15)})
    assert status == 200
    status, answer = await open_house.ask({"query": nested(16)})
    assert (status, limit_of(answer)) == (400, ("depth", 15))


async def test_depth_is_counted_through_fragments(open_house: House) -> None:
    fragments = "".join(f"fragment F{n} on Box {{ box {{ ...F{n + 1} }} }} " for n in range(20))
    query = "{ box { ...F0 } } " + fragments + "fragment F20 on Box { size }"
    assert limit_of((await open_house.ask({"query": query}))[1]) == ("depth", 15)
    inline = "{ box " * 15 + "{ ... { ... on Box { size } } }" + "}" * 15
    assert limit_of((await open_house.ask({"query": inline}))[1]) == ("depth", 15)


@pytest.mark.parametrize("levels", [1_000, 30_000])
async def test_a_document_of_endless_levels_is_refused(levels: int, open_house: House) -> None:
    for query in ("{a" * levels, nested(levels), "{hello(name: " + "[" * levels + "}"):
        status, answer = await open_house.ask({"query": query})
        assert status == 400
        assert limit_of(answer)[0] in {"depth", "tokens"}


async def test_a_chain_of_fragments_is_refused(open_house: House) -> None:
    chain = "".join(f"fragment F{n} on Query {{ ...F{n + 1} }} " for n in range(240))
    status, _ = await open_house.ask({"query": "{ ...F0 } " + chain + "fragment F240 on Query { hello }"})
    assert status == 400


async def test_fragments_in_a_circle_are_refused(open_house: House) -> None:
    query = "{ box { ...A } } fragment A on Box { box { ...B } } fragment B on Box { box { ...A } }"
    status, answer = await open_house.ask({"query": query})
    assert status == 400
    assert answer["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


async def test_aliases_have_a_limit(open_house: House) -> None:
    status, _ = await open_house.ask({"query": "{" + " ".join(f"a{n}: hello" for n in range(30)) + "}"})
    assert status == 200
    status, answer = await open_house.ask({"query": "{" + " ".join(f"a{n}: hello" for n in range(31)) + "}"})
    assert (status, limit_of(answer)) == (400, ("aliases", 30))


async def test_aliases_are_counted_each_time_that_a_fragment_is_spread(open_house: House) -> None:
    fragments = "".join(
        f"fragment F{n} on Box {{ a: box {{ ...F{n + 1} }} b: box {{ ...F{n + 1} }} }} " for n in range(9)
    )
    query = "{ box { ...F0 } } " + fragments + "fragment F9 on Box { size }"
    assert limit_of((await open_house.ask({"query": query}))[1]) == ("aliases", 30)


async def test_tokens_have_a_limit_and_comments_the_same(open_house: House) -> None:
    query = "{ box {" + "... on Box { size } " * 50 + "} } # " + "hello " * 2_000
    assert (await open_house.ask({"query": query}))[0] == 200
    for query in ("{" + "hello " * 2_000 + "}", "{ hello }" + "#\n" * 2_001):
        status, answer = await open_house.ask({"query": query})
        assert (status, limit_of(answer)) == (400, ("tokens", 2_000))


async def test_a_body_has_a_limit(open_house: House) -> None:
    text = '{"query": "{hello}"'
    body = (text + " " * (262_144 - len(text) - 1) + "}").encode()
    assert len(body) == 262_144
    assert (await open_house.ask(body))[0] == 200
    status, answer = await open_house.ask(body + b" ")
    assert (status, limit_of(answer)) == (413, ("bytes", 262_144))


async def test_a_limit_is_a_setting() -> None:
    async with house(depth_max=2, aliases_max=1, tokens_max=20) as strict:
        assert limit_of((await strict.ask({"query": nested(3)}))[1]) == ("depth", 2)
        assert limit_of((await strict.ask({"query": "{a: hello b: hello}"}))[1]) == ("aliases", 1)
        assert limit_of((await strict.ask({"query": "{" + "hello " * 20 + "}"}))[1]) == ("tokens", 20)


@pytest.mark.parametrize(
    "repeating",
    [
        "size " * 202,
        "box{size}" * 102,
        "...{box{size}}" * 102,
        "".join(f"...F{n} " for n in range(102)),
        "box{size size}" * 70,
        "".join(f"boxes(first: {n}){{size}}" for n in range(102)),
    ],
    ids=lambda query: query[:20],
)
async def test_what_repeats_its_fields_is_refused(repeating: str, open_house: House) -> None:
    fragments = "".join(f"fragment F{n} on Box{{box{{size}}}}" for n in range(102)) if "...F" in repeating else ""
    status, answer = await open_house.ask({"query": "{box{" + repeating + "}}" + fragments})
    assert (status, limit_of(answer)) == (400, ("repeated fields", 200))


async def test_a_fragment_that_is_spread_in_many_places_repeats_nothing(open_house: House) -> None:
    boxes = "".join(f"fragment F{n} on Box {{ box {{ ...F{n + 1} }} size ...G }} " for n in range(8))
    query = "{ box { ...F0 ...G } } " + boxes + "fragment F8 on Box { size } fragment G on Box { __typename }"
    assert (await open_house.ask({"query": query}))[0] == 200


async def test_a_body_that_drips_in_is_cut(seen: Happenings) -> None:
    async with house(request_seconds=0.1) as opened:
        reader, writer = await asyncio.open_connection("127.0.0.1", opened.port)
        head = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        writer.write(head.encode())
        assert b"408" in await asyncio.wait_for(reader.readline(), 5)
        assert b'"TIMEOUT"' in await asyncio.wait_for(reader.read(), 5)
        writer.close()
    assert seen.adds == []


async def test_a_head_that_drips_in_is_cut() -> None:
    async with house(keepalive_seconds=0.3) as opened:
        reader, writer = await asyncio.open_connection("127.0.0.1", opened.port)
        writer.write(b"POST /graphql HTTP/1.1\r\n")

        async def drip() -> None:
            while not writer.is_closing():
                writer.write(b"X-A: 1\r\n")
                await asyncio.sleep(0.02)

        dripping = asyncio.create_task(drip())
        # Cut in the middle of a drop, it is a reset; between two, an end.
        with suppress(ConnectionResetError):
            assert await asyncio.wait_for(reader.read(), 10) == b""
        dripping.cancel()
        writer.close()
