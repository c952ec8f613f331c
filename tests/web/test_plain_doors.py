"""
The doors beside GraphQL: health, metrics and the page for browsers; and what every answer carries.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from .house import doors, house, token

if TYPE_CHECKING:
    import io

    from .house import House


async def test_healthz_answers_whatever_else_is_down() -> None:
    async def down() -> str | None:
        return "it is down"

    async with (
        house(doors({}, {"database": down})) as opened,
        opened.client.get(f"{opened.url}/healthz") as answer,
    ):
        assert (answer.status, await answer.json()) == (200, {"status": "ok"})


async def test_readyz_names_each_probe_and_is_503_if_any_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("largesse.web.health.PROBE_SECONDS", 0.05)
    reasons: dict[str, str | None] = {"database": None, "journal": None}

    async def fails() -> str | None:
        message = "postgresql://user:hunter2@host"
        raise RuntimeError(message)

    async def hangs() -> str | None:
        await asyncio.Event().wait()
        return None

    async def database() -> str | None:
        return reasons["database"]

    async with (
        house(doors({}, {"database": database})) as opened,
        opened.client.get(f"{opened.url}/readyz") as answer,
    ):
        assert (answer.status, await answer.json()) == (200, {"status": "ready", "checks": {"database": "ok"}})
    reasons["database"] = "the database does not answer"
    probes = {"database": database, "journal": fails, "plugins": hangs}
    async with house(doors({}, probes)) as opened, opened.client.get(f"{opened.url}/readyz") as answer:
        assert answer.status == 503
        assert await answer.json() == {
            "status": "not ready",
            "checks": {
                "database": "the database does not answer",
                "journal": "failed",
                "plugins": "does not answer",
            },
        }


async def test_metrics_are_prometheus_text_without_persons(open_house: House) -> None:
    await open_house.ask({"query": "{ viewer }"}, Authorization=f"Bearer {token('ann')}")
    async with open_house.client.get(f"{open_house.url}/metrics") as answer:
        text = await answer.text()
        assert answer.content_type == "text/plain"
    assert 'largesse_requests_total{outcome="ok",type="query"} 1.0' in text
    assert "largesse_request_seconds_bucket" in text
    assert "ann" not in text.lower().replace("channel", "")


async def test_a_browser_that_asks_a_query_gets_its_answer(open_house: House) -> None:
    url = f"{open_house.url}/graphql?query={{hello}}"
    async with open_house.client.get(url, headers={"Accept": "text/html,*/*;q=0.8"}) as answer:
        assert await answer.json() == {"data": {"hello": "hello world"}}


async def test_a_request_keeps_the_id_it_brings_if_that_is_sane(open_house: House) -> None:
    async with open_house.client.get(f"{open_house.url}/healthz", headers={"X-Request-ID": "a.B-9_"}) as answer:
        assert answer.headers["X-Request-ID"] == "a.B-9_"
    ids = set()
    for brought in ("", "a b", "x" * 129, "é", '"'):
        async with open_house.client.get(f"{open_house.url}/healthz", headers={"X-Request-ID": brought}) as answer:
            ids.add(answer.headers["X-Request-ID"])
            assert answer.headers["X-Request-ID"] != brought
    assert len(ids) == 5
    _, answer = await open_house.ask({"query": "{ requestId }"}, **{"X-Request-ID": "r7"})
    assert answer == {"data": {"requestId": "r7"}}


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/graphql?query={hello}", "/graphql?query={", "/metrics"])
async def test_every_answer_keeps_browsers_from_guessing_and_names_no_version(path: str, open_house: House) -> None:
    async with open_house.client.get(open_house.url + path) as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["Server"] == "largesse"
        assert "X-Request-ID" in answer.headers


async def test_answers_of_graphql_are_never_stored(open_house: House) -> None:
    async with open_house.client.get(f"{open_house.url}/graphql?query={{hello}}") as answer:
        assert answer.headers["Cache-Control"] == "no-store"


async def test_bytes_that_are_no_http_are_400_and_name_no_version(open_house: House, log: io.StringIO) -> None:
    for sent in (
        b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nA" + b"x" * 9_000 + b":1\r\n\r\n",
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", open_house.port)
        writer.write(sent)
        answer = await asyncio.wait_for(reader.read(), 5)
        assert answer.startswith(b"HTTP/1.")
        assert b" 400 " in answer.splitlines()[0]
        assert b"Server: largesse" in answer
        assert b"aiohttp" not in answer.lower()
        writer.close()
    assert "127.0.0.1" not in log.getvalue()
    assert "Traceback" not in log.getvalue()
