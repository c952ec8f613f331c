"""
Addresses: where a request comes from, behind as many proxies as the operator trusts, and in whose name it counts.
"""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import web

    from largesse.people.caller import Caller

_UNKNOWN = "unknown"
"""All that come from nowhere that can be told, through a unix socket for one, count together."""
_IPV6_PREFIX = 64
"""RFC 6177: whoever has one address of IPv6 has at least the 2^64 beside it."""


def address_of(request: web.Request, proxies_trusted: int) -> str:
    """
    Return the address that a request counts for; for IPv6 it is a network of 64 bits.

    Each proxy writes at the end of X-Forwarded-For whom it was asked by, so that what stands at the right is theirs
    and what stands at the left is whatever the client liked to send.

    Args:
        request: whose address is wanted.
        proxies_trusted: how many proxies stand in front of the server. A request that has come past fewer, or whose
            header holds no address at that place, counts for whoever is at the other end of the connection.
    """
    peer = request.remote or _UNKNOWN
    if proxies_trusted:
        written = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
        if len(written) >= proxies_trusted and (address := _counted(written[-proxies_trusted])):
            return address
    # What the kernel tells of IPv4 is as it is counted.
    return _counted(peer) or _UNKNOWN if ":" in peer else peer


def name_of(caller: Caller | None, address: str) -> str:
    """Return the name under which bounds and rates count a caller; without a token it is the address."""
    return f"caller:{caller.id}" if caller else f"address:{address}"


def _counted(text: str) -> str | None:
    written = text.strip()
    if written.startswith("["):
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:
        # Some proxies write the port behind an address of IPv4.
        written = written.partition(":")[0]
    try:
        address = ip_address(written)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((int(address), _IPV6_PREFIX), strict=False))
    return str(address)
