"""
Handshakes: which sockets are opened, and what the others are answered.
"""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING

import pytest
from aiohttp import WSServerHandshakeError

from largesse.errors import ConfigurationError
from largesse.web.http.origins import Origins
from tests.web.house import house
from tests.web.raw import complaints
from tests.web.sockets.test_sockets import INIT, heard, say

if TYPE_CHECKING:
    import io

    from tests.web.house import House

COMPLETE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.mark.parametrize(
    "odd",
    [
        {"Connection": "keep-alive"},
        {"Sec-WebSocket-Key": ""},
        {"Sec-WebSocket-Key": "AAAA"},
        {"Sec-WebSocket-Key": "no base64, by far"},
    ],
    ids=str,
)
async def test_a_handshake_that_is_not_complete_is_400(odd: dict[str, str], open_house: House) -> None:
    async with open_house.client.get(f"{open_house.url}/graphql", headers={**COMPLETE, **odd}) as answer:
        assert answer.status == 400
        (error,) = (await answer.json(content_type=None))["errors"]
        assert error == {"message": "The websocket handshake is not complete.", "extensions": {"code": "BAD_REQUEST"}}


@pytest.mark.parametrize("version", ["0", "8", "14", "13, 8", "x"])
async def test_another_version_is_426_and_hears_of_ours(version: str, open_house: House) -> None:
    headers = {**COMPLETE, "Sec-WebSocket-Version": version}
    async with open_house.client.get(f"{open_house.url}/graphql", headers=headers) as answer:
        assert answer.status == 426
        assert answer.headers["Sec-WebSocket-Version"] == "13"
        assert answer.headers["Upgrade"] == "websocket"


async def test_a_socket_is_opened_by_get_alone(open_house: House) -> None:
    async with open_house.client.post(f"{open_house.url}/graphql", headers=COMPLETE) as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == "GET"


@pytest.mark.parametrize("protocols", [[], ["graphql-ws"], ["graphql-transport-ws-2", "graphql"]], ids=str)
async def test_no_protocol_but_ours_is_spoken(protocols: list[str], open_house: House) -> None:
    async with open_house.client.ws_connect(f"{open_house.url}/graphql", protocols=protocols) as socket:
        assert socket.protocol is None
        assert await heard(socket) == 4406


async def test_ours_is_chosen_among_others(open_house: House) -> None:
    protocols = ["graphql-ws", "graphql-transport-ws"]
    async with open_house.client.ws_connect(f"{open_house.url}/graphql", protocols=protocols) as socket:
        assert socket.protocol == "graphql-transport-ws"
        assert await say(socket, INIT) == [{"type": "connection_ack"}]


async def test_a_page_of_another_origin_may_not_open_a_socket_unless_it_is_allowed(open_house: House) -> None:
    with pytest.raises(WSServerHandshakeError) as caught:
        await open_house.socket(Origin="https://evil.example").__aenter__()
    assert caught.value.status == 403
    async with (
        house(allowed_origins="https://good.example") as opened,
        opened.socket(Origin="https://good.example") as socket,
    ):
        assert await say(socket, INIT) == [{"type": "connection_ack"}]


@pytest.mark.parametrize(
    ("origin", "admitted"),
    [
        (None, True),
        ("http://here.example:8000", True),
        ("https://here.example:8000", True),
        ("http://here.example", False),
        ("https://good.example", True),
        ("https://GOOD.example:443", True),
        ("http://good.example", False),
        ("https://good.example:8443", False),
        ("https://good.example.evil.example", False),
        ("null", False),
        ("", False),
        ("https://[", False),
    ],
)
def test_an_origin_is_ours_or_allowed_or_not_admitted(origin: str | None, *, admitted: bool) -> None:
    headers = {"Host": "here.example:8000"} | ({} if origin is None else {"Origin": origin})
    assert Origins(["https://good.example"]).admit(headers) is admitted
    assert Origins(["*"]).admit(headers)


def test_what_is_no_origin_cannot_be_allowed() -> None:
    for odd in ("good.example", "https://good.example/path", "null"):
        with pytest.raises(ConfigurationError):
            Origins([odd])


async def test_a_client_that_is_gone_before_its_handshake_is_answered_is_no_fault(
    open_house: House, log: io.StringIO
) -> None:
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", open_house.port)) as gone:
            # Closed without a wait it is reset rather than ended.
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            asked = {"Host": "x", "Sec-WebSocket-Protocol": "graphql-transport-ws", **COMPLETE}
            lines = "".join(f"{name}: {value}\r\n" for name, value in asked.items())
            gone.sendall(f"GET /graphql HTTP/1.1\r\n{lines}\r\n".encode())
    # Whoever comes after them is answered, once they have been.
    assert (await open_house.ask({"query": "{ hello }"}))[0] == 200
    assert complaints(log) == []
