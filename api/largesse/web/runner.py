"""
The runner: an application on a socket, until it is told to stop.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp.web_response
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from largesse.errors import ConfigurationError
from largesse.web.connections import Runner
from largesse.web.health import LEAVING
from largesse.web.http.headers import SERVER

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from largesse.settings import Settings

_LINGERING_SECONDS = 2.0
"""How long the rest of a refused body is read, so that the client sees the refusal and no reset."""
_BACKLOG = 1024
_log = logging.getLogger("largesse.web.connections")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address of its root, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


@asynccontextmanager
async def listening(
    application: web.Application, settings: Settings, *, reuse_port: bool = False
) -> AsyncGenerator[Address, None]:
    """
    Serve an application for as long as the context lasts; calls in flight may end within `shutdown_seconds`.

    Args:
        application: what is served.
        settings: `host`, `port` (0 takes a free one), `keepalive_seconds` and `shutdown_seconds`.
        reuse_port: share the port with other processes that do the same.

    Yields:
        Where it listens.

    Raises:
        ConfigurationError: it cannot listen there.
    """
    _say_nothing_of_versions()
    runner = Runner(
        application,
        access_log=None,
        keepalive_timeout=settings.keepalive_seconds,
        auto_decompress=False,
        lingering_time=_LINGERING_SECONDS,
        logger=_log,
        shutdown_timeout=settings.shutdown_seconds,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port, backlog=_BACKLOG, reuse_port=reuse_port or None)
        try:
            await site.start()
        except OSError as error:
            raise ConfigurationError(why_not(error, settings.host, settings.port)) from None
        _give_up_on_unread(site, settings.keepalive_seconds)
        yield Address(settings.host, runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def serve(
    application: web.Application,
    settings: Settings,
    ready: Callable[[Address], None],
    *,
    reuse_port: bool = False,
    stopped: asyncio.Event | None = None,
) -> None:
    """
    Serve an application until SIGTERM or SIGINT, and then as long as the drain lasts; a second signal cuts it short.

    Args:
        application: what is served.
        settings: where, how long the drain is, and how long calls in flight may take after it.
        ready: called once with where it listens.
        reuse_port: share the port with other processes that do the same.
        stopped: set by whoever else may stop it, and by the first signal.

    Raises:
        ConfigurationError: it cannot listen there.
    """
    stopped = stopped or asyncio.Event()
    hurried = asyncio.Event()
    loop = asyncio.get_running_loop()

    def told() -> None:
        (hurried if stopped.is_set() else stopped).set()

    async with listening(application, settings, reuse_port=reuse_port) as address:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, told)
        try:
            ready(address)
            await stopped.wait()
            application[LEAVING].set()
            with suppress(TimeoutError):
                async with asyncio.timeout(settings.drain_seconds):
                    await hurried.wait()
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)


def why_not(error: OSError, host: str, port: int) -> str:
    """Say in a sentence why a server cannot listen."""
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is taken by another program."
    reason = error.strerror or str(error)
    return f"The server cannot listen on port {port} of {host}: {reason}."


def _give_up_on_unread(site: web.TCPSite, seconds: float) -> None:
    """Have the kernel end connections whose other side takes nothing of what is sent for so long; Linux can."""
    # RFC 5482; an answer waits in its task until it is written, for ever if nobody reads it.
    option: int | None = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is None:
        return
    for listener in getattr(site._server, "sockets", ()):  # noqa: SLF001 - aiohttp shows it in no other way
        # What is accepted inherits it; uvloop's listeners have no options to set, but a descriptor.
        with socket.socket(fileno=os.dup(listener.fileno())) as same:
            same.setsockopt(socket.IPPROTO_TCP, option, int(seconds * 1_000))


def _say_nothing_of_versions() -> None:
    # What aiohttp answers by itself, to bytes that are no HTTP, passes none of the application's hooks.
    aiohttp.web_response.SERVER_SOFTWARE = SERVER  # type: ignore[attr-defined] # there, but not exported
    if _without_clients_faults not in _log.filters:
        _log.addFilter(_without_clients_faults)


def _without_clients_faults(record: logging.LogRecord) -> bool:
    """Drop what a client got wrong, and the address that it came from."""
    record.msg, record.args = "error while handling a connection", ()
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))
