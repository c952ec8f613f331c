"""
Addresses: taken from the connection, and from a header only as far as proxies are trusted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from largesse.people.caller import Caller
from largesse.web.callers.addresses import address_of, name_of

if TYPE_CHECKING:
    from aiohttp import web

FORWARDED = "X-Forwarded-For"


def asked(*forwarded: str, peer: str | None = "192.0.2.9") -> web.Request:
    headers = CIMultiDict((FORWARDED, each) for each in forwarded)
    request = make_mocked_request("GET", "/", headers=headers)
    return request.clone(remote=peer or "")


def test_the_header_is_not_read_unless_a_proxy_is_trusted() -> None:
    assert address_of(asked("198.51.100.1"), 0) == "192.0.2.9"


def test_the_address_is_the_one_that_the_outermost_trusted_proxy_wrote() -> None:
    forged = asked("203.0.113.7, 198.51.100.1", "198.51.100.2")
    assert address_of(forged, 1) == "198.51.100.2"
    assert address_of(forged, 2) == "198.51.100.1"


def test_a_request_past_fewer_proxies_than_trusted_counts_for_its_peer() -> None:
    assert address_of(asked("203.0.113.7"), 2) == "192.0.2.9"
    assert address_of(asked(), 1) == "192.0.2.9"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("198.51.100.1:4711", "198.51.100.1"),
        ("[2001:db8:1:2:3::9]:4711", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("unknown", "192.0.2.9"),
        ("", "192.0.2.9"),
        ("9" * 5_000, "192.0.2.9"),
    ],
)
def test_an_address_is_read_however_a_proxy_writes_it(written: str, address: str) -> None:
    assert address_of(asked(written), 1) == address


def test_whoever_has_no_address_counts_as_unknown() -> None:
    assert address_of(asked(peer=None), 0) == "unknown"


def test_a_caller_counts_by_itself_and_anybody_else_by_address() -> None:
    caller = Caller(id="an-id", subject="ann", roles=frozenset(), expires_at=0)
    assert (name_of(caller, "192.0.2.9"), name_of(None, "192.0.2.9")) == ("caller:an-id", "address:192.0.2.9")
