"""
Pages of another origin, in a real browser: what they can do where they are allowed, and that they can do nothing else.
"""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.javascript.tools import HERE
from tests.servers.server import free_port
from tests.web.house import house, token

if TYPE_CHECKING:
    from tests.web.toy import Happenings

SECONDS = 60.0
SCRIPT = """
const add = JSON.stringify({ query: "mutation { add(number: 1) }" })
const bearer = { Authorization: `Bearer ${token}` }
const json = { "Content-Type": "application/json" }
const form = new FormData()
form.append("operations", add)

async function tried(name, trying) {
  try {
    await show([name, await trying()])
  } catch (error) {
    await show([name, error.name])
  }
}

async function read(server, options, path = "/graphql") {
  const answer = await fetch(server + path, options)
  return [answer.type, answer.status, answer.type === "opaque" ? null : (await answer.json()).data ?? null]
}

function opened(server) {
  const socket = new WebSocket(server.replace("http", "ws") + "/graphql", "graphql-transport-ws")
  return new Promise((told) => {
    socket.onopen = () => told("open")
    socket.onerror = () => told("refused")
  })
}

for (const [name, server] of Object.entries({ allowed, closed })) {
  await tried(`${name} post`, () => read(server, { method: "POST", headers: { ...json, ...bearer }, body: add }))
  await tried(`${name} get`, () => read(server, { headers: bearer }, "/graphql?query={hello}"))
  await tried(`${name} plain get`, () => read(server, {}, "/graphql?query={hello}"))
  await tried(`${name} text`, () => read(server, { method: "POST", mode: "no-cors", body: add }))
  await tried(`${name} form`, () => read(server, { method: "POST", mode: "no-cors", body: form }))
  await tried(`${name} silent get`, () => read(server, { mode: "no-cors" }, "/graphql?query={hello}"))
  await tried(`${name} socket`, () => opened(server))
}
const answer = await fetch(`${allowed}/graphql?query={hello}`, { headers: { "X-Request-ID": "mine" } })
await show(["request id", answer.headers.get("X-Request-ID")])
await show(["done", null])
"""


async def shown(script: str, port: int, chromium: dict[str, str]) -> dict[str, Any]:
    """Run a script in a page, and return what it shows, by name, until it is done."""
    page = json.dumps({"port": port, "script": script})
    process = await asyncio.create_subprocess_exec(
        *("node", HERE / "browser.mjs", page),
        cwd=HERE,
        env={**os.environ, **chromium},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    found: dict[str, Any] = {}
    try:
        async with asyncio.timeout(SECONDS):
            while "done" not in found:
                line = await process.stdout.readline()
                assert line, f"the browser has ended after {found}"
                name, value = json.loads(line)
                found[name] = value
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
    return found


@pytest.mark.usefixtures("javascript")
async def test_a_page_can_do_what_its_origin_is_allowed_and_nothing_elsewhere(
    chromium: dict[str, str], seen: Happenings
) -> None:
    port = free_port()
    async with house(allowed_origins=f"http://127.0.0.1:{port}") as allowed, house() as closed:
        given = {"allowed": allowed.url, "closed": closed.url, "token": token()}
        beginning = f"const {{ allowed, closed, token }} = {json.dumps(given)}"
        found = await shown(beginning + SCRIPT, port, chromium)
        executed = closed.metrics.registry.get_sample_value(
            "largesse_requests_total", {"type": "query", "outcome": "ok"}
        )
    hello = {"hello": "hello world"}
    assert found == {
        "allowed post": ["cors", 200, {"add": 1}],
        "allowed get": ["cors", 200, hello],
        "allowed plain get": ["cors", 200, hello],
        "allowed text": "TypeError",
        "allowed form": "TypeError",
        "allowed silent get": "TypeError",
        "allowed socket": "open",
        "closed post": "TypeError",
        "closed get": "TypeError",
        "closed plain get": "TypeError",
        "closed text": "TypeError",
        "closed form": "TypeError",
        "closed silent get": "TypeError",
        "closed socket": "refused",
        "request id": "mine",
        "done": None,
    }
    assert seen.adds == [1]
    assert executed is None
