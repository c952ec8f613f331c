"""
What the doors lead to: everything that the web floor is given by whoever puts the server together.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from largesse.people.room_tokens import no_room_token
from largesse.rates import Rates

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from largesse.catalogue.media import MediaFile
    from largesse.clock import Clock
    from largesse.people.caller import Caller
    from largesse.settings import Settings
    from largesse.telemetry import Metrics

Exposed = Callable[["CollectorRegistry"], Awaitable[bytes]]
"""Answers what is counted, as Prometheus reads it, from what is counted in this process."""

Probe = Callable[[], Awaitable[str | None]]
"""Answers None where all is well, and otherwise the reason in words that anybody may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """
    What the web floor is made with.

    Args:
        settings: limits and times.
        clock: tells when tokens expire.
        metrics: counts what passes.
        verify: turns a bearer token into a caller, or raises `TokenRefused`.
        verify_room_token: turns a room token into a caller, or raises `TokenRefused`.
        revoked: tells whether the token that a caller came with has been revoked since.
        context_for: makes the context of one operation from its caller (None without a token) and request id.
        probes: what must be well for the server to be ready, by name.
        notices: tells what is not as it should be and leaves the server ready all the same, by name.
        exposed: tells what is counted, where this process is not alone in counting it.
        rates: counts what callers and addresses ask for.
        media: finds the file at an address below `/media`.
        on_forget: is given who wants to be told of each event whose words were erased, by its cursor.
        on_shutdown: awaited once stopping begins and the sockets are closed, before calls in flight end.
    """

    settings: Settings
    clock: Clock
    metrics: Metrics
    verify: Callable[[str], Awaitable[Caller]]
    context_for: Callable[[Caller | None, str], object]
    verify_room_token: Callable[[str], Awaitable[Caller]] = no_room_token
    revoked: Callable[[Caller], bool] = lambda _caller: False
    probes: Mapping[str, Probe] = field(default_factory=dict)
    notices: Callable[[], Mapping[str, str]] = dict
    exposed: Exposed | None = None
    rates: Rates = field(default_factory=Rates)
    media: Callable[[str], MediaFile | None] = lambda _address: None
    on_forget: Callable[[Callable[[str], None]], None] = lambda _listener: None
    on_shutdown: Sequence[Callable[[], Awaitable[None]]] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """Who came through a door, from where and in which request; a socket has one for all its operations."""

    caller: Caller | None
    address: str
    request_id: str
