"""
Posts to a chat that a room has opened.
"""

import asyncio
import json
from urllib.request import Request, urlopen

from pydantic import BaseModel, HttpUrl, SecretStr

from largesse import RoomOpened, hookimpl

LARGESSE_CONTRACT = 0


class Config(BaseModel):
    """Where the chat is; without an address nothing is posted."""

    address: HttpUrl | None = None
    token: SecretStr = SecretStr("")


LARGESSE_CONFIG = Config


@hookimpl
async def largesse_room_opened(room: RoomOpened, config: Config) -> None:
    """Post the room's title, in a thread: what waits for a network must not keep the event loop waiting."""
    if config.address is not None:
        text = f"{room.host_name or 'Somebody'} is live: {room.title or 'a room'}"
        await asyncio.to_thread(post, str(config.address), config.token.get_secret_value(), text)


def post(address: str, token: str, text: str) -> None:
    """Post a text to the chat, and raise if it does not take it."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = Request(address, json.dumps({"text": text}).encode(), headers)  # noqa: S310 - the operator's own address
    with urlopen(request, timeout=4):  # noqa: S310 - as above
        pass
