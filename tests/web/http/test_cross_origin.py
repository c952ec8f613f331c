"""
Cross-origin requests: closed unless an origin is allowed, and then answered as browsers ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.house import house, token

if TYPE_CHECKING:
    from tests.web.house import House

GOOD, EVIL = "https://good.example", "https://evil.example"
ASKING = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}


async def headers_of(opened: House, method: str, path: str = "/graphql", **sent: str) -> tuple[int, dict[str, str]]:
    """Send a request and return status and headers, their names in small letters."""
    named = {name.replace("_", "-"): value for name, value in sent.items()}
    async with opened.client.request(method, opened.url + path, headers=named) as answer:
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}


def cors_of(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_preflight_of_an_allowed_origin_is_answered(method: str) -> None:
    async with house(allowed_origins=GOOD) as opened:
        sent = {"Origin": GOOD, "Access-Control-Request-Method": method}
        status, headers = await headers_of(opened, "OPTIONS", **sent)
        async with opened.client.options(f"{opened.url}/graphql", headers=ASKING | {"Origin": GOOD}) as answer:
            assert await answer.read() == b""
    assert status == 204
    assert cors_of(headers) == {
        "access-control-allow-origin": GOOD,
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": "Accept, Apollo-Require-Preflight, Authorization, Content-Type, Last-Event-ID, "
        "X-Request-ID",
        "access-control-max-age": "7200",
        "access-control-expose-headers": "Retry-After, WWW-Authenticate, X-Request-ID",
    }
    assert headers["vary"] == "Origin"


async def test_a_preflight_of_any_other_is_403_and_says_nothing_of_methods() -> None:
    for allowed in ("", GOOD):
        async with house(allowed_origins=allowed) as opened:
            for origin in (EVIL, "null", "", "https://good.example.evil.example", "http://good.example"):
                status, headers = await headers_of(opened, "OPTIONS", Origin=origin, **ASKING)
                assert (status, cors_of(headers)) == (403, {})


async def test_an_answer_may_be_read_by_pages_of_an_allowed_origin_alone() -> None:
    path = "/graphql?query={hello}"
    async with house(allowed_origins=f"{GOOD},https://also.example:8443") as opened:
        for origin in (GOOD, "https://also.example:8443"):
            status, headers = await headers_of(opened, "GET", path, Origin=origin)
            assert (status, headers["access-control-allow-origin"]) == (200, origin)
            assert headers["access-control-expose-headers"] == "Retry-After, WWW-Authenticate, X-Request-ID"
            assert headers["vary"] == "Accept, Authorization, Origin"
        for sent in ({}, {"Origin": EVIL}):
            _, headers = await headers_of(opened, "GET", path, **sent)
            assert (cors_of(headers), headers["vary"]) == ({}, "Accept, Authorization, Origin")


async def test_an_error_may_be_read_too() -> None:
    async with house(allowed_origins=GOOD, body_bytes_max=100) as opened:
        url = f"{opened.url}/graphql"
        for status, sent, body in (
            (401, {"Authorization": f"Bearer {token()[:-1]}"}, b'{"query": "{hello}"}'),
            (413, {}, b" " * 101),
            (415, {"Content-Type": "text/plain"}, b"{}"),
            (406, {"Accept": "text/plain"}, b"{}"),
            (400, {}, b"5"),
        ):
            headers = {"Content-Type": "application/json", "Origin": GOOD, **sent}
            async with opened.client.post(url, data=body, headers=headers) as answer:
                assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (status, GOOD)


async def test_any_origin_may_be_allowed_and_then_answers_are_the_same_for_all() -> None:
    async with house(allowed_origins="*") as opened:
        status, headers = await headers_of(opened, "GET", "/graphql?query={hello}", Origin=EVIL)
        assert (status, headers["access-control-allow-origin"]) == (200, "*")
        assert headers["vary"] == "Accept, Authorization"
        status, headers = await headers_of(opened, "OPTIONS", Origin=EVIL, **ASKING)
        assert (status, headers["access-control-allow-origin"]) == (204, "*")


async def test_no_credentials_of_a_browser_are_ever_asked_for() -> None:
    for allowed in ("*", GOOD):
        async with house(allowed_origins=allowed) as opened:
            _, headers = await headers_of(opened, "OPTIONS", Origin=GOOD, **ASKING)
            assert "access-control-allow-credentials" not in headers


async def test_without_the_setting_nothing_is_said_to_anybody(open_house: House) -> None:
    status, headers = await headers_of(open_house, "GET", "/graphql?query={hello}", Origin=open_house.url)
    assert (status, cors_of(headers)) == (200, {})
    assert headers["vary"] == "Accept, Authorization"


async def test_other_doors_are_not_opened() -> None:
    async with house(allowed_origins=GOOD) as opened:
        for path in ("/", "/healthz", "/readyz", "/metrics", "/nowhere"):
            _, headers = await headers_of(opened, "GET", path, Origin=GOOD)
            assert cors_of(headers) == {}
            assert headers["cross-origin-resource-policy"] == "same-origin"
