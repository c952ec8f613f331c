"""
Fetching: a small file from an address that an operator has chosen, and from nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp

from largesse.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_STATUS_OK = 200
_SECONDS = 10.0
"""How long it may take at most; whoever fetches has a bound of their own."""
_CHUNK_BYTES = 65_536
_HEADERS = {"Accept": "application/jwk-set+json, application/json", "Accept-Encoding": "identity"}


def fetched_from(address: str, bytes_max: int) -> Callable[[], Awaitable[bytes]]:
    """
    Return what fetches the content at an address, each time anew; redirects are not followed.

    It raises `Unavailable` where there is none, with a reason that does not name the address, which may hold a
    password.

    Args:
        address: https, or http on the loopback.
        bytes_max: how much content there may be.
    """

    async def fetch() -> bytes:
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        try:
            async with (
                # Not decompressed: a few bytes could become gigabytes before they are counted.
                aiohttp.ClientSession(timeout=timeout, headers=_HEADERS, auto_decompress=False) as session,
                session.get(address, allow_redirects=False) as answer,
            ):
                if answer.status != _STATUS_OK or "Content-Encoding" in answer.headers:
                    raise Unavailable(f"the issuer answered with status {answer.status}")
                content = bytearray()
                async for chunk in answer.content.iter_chunked(_CHUNK_BYTES):
                    content += chunk
                    if len(content) > bytes_max:
                        raise Unavailable(f"the issuer answered with more than {bytes_max} bytes")
                return bytes(content)
        except (aiohttp.ClientError, OSError) as error:
            raise Unavailable(f"the issuer does not answer ({type(error).__name__})") from None

    return fetch
