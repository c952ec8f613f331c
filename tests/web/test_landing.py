"""
The landing page: what a browser gets that comes by, and that it can load and run nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .house import house

if TYPE_CHECKING:
    from .house import House

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def page_of(opened: House, path: str = "/", **headers: str) -> str:
    async with opened.client.get(opened.url + path, headers=BROWSER | headers) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        return await answer.text()


@pytest.mark.parametrize("path", ["/", "/graphql"])
async def test_a_browser_gets_a_page_that_loads_and_runs_nothing(path: str, open_house: House) -> None:
    async with open_house.client.get(open_house.url + path, headers=BROWSER) as answer:
        text, headers = await answer.text(), answer.headers
    assert not any(word in text for word in ("<script", "src=", "@import", "url(", "style=", "javascript:"))
    policy = dict(each.strip().split(" ", 1) for each in headers["Content-Security-Policy"].split(";"))
    assert policy.pop("style-src").startswith("'sha256-")
    assert policy == dict.fromkeys(("default-src", "base-uri", "form-action", "frame-ancestors"), "'none'")
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"
    assert headers["Referrer-Policy"] == "no-referrer"


async def test_it_says_where_it_stands(open_house: House) -> None:
    assert f"POST {open_house.url}/graphql<" in await page_of(open_house)
    assert "POST https://gifts.example/graphql<" in await page_of(
        open_house, **{"Host": "gifts.example", "X-Forwarded-Proto": "https"}
    )


@pytest.mark.parametrize("host", ["<script>", "a b", "x" * 256, "é", '"'])
async def test_a_host_that_is_odd_is_not_repeated(host: str, open_house: House) -> None:
    text = await page_of(open_house, Host=host)
    assert "http://localhost/graphql" in text
    assert host not in text.replace('"', "") or host == '"'


async def test_it_names_the_transports_that_are_on() -> None:
    async with house(transports="event-stream") as opened:
        text = await page_of(opened)
        assert "<code>text/event-stream</code></dd>" in text
        assert "graphql-transport-ws" not in text
    async with house(transports="") as opened:
        assert "<dt>Subscriptions</dt><dd>switched off</dd>" in await page_of(opened)
