"""
`python -m bench.http.servers NAME --core N [--database ADDRESS]`: one contender, on one core, until it is told to end.
"""

from __future__ import annotations

import argparse
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import orjson
from aiohttp import web
from pydantic import SecretStr
from strawberry.aiohttp.views import GraphQLView

from bench.http.requests import SECRET
from bench.http.toy import Context, ours, toy
from largesse.app import running
from largesse.cli.loop import run, settled
from largesse.clock import SystemClock
from largesse.people.admission import Admission
from largesse.plugins import Policy
from largesse.settings import Settings
from largesse.telemetry import Metrics, configure_logging
from largesse.web import Doors, serve, web_application
from largesse.web.callers.fetching import fetched_from

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from largesse.web.runner import Address

RAW, STOCK, CACHED, NOTHING, LARGESSE = "raw aiohttp", "strawberry", "strawberry, cached", "our doors", "Largesse"
_ANSWER = {"data": {"nothing": {"gift": {"id": "id"}, "wallet": {"id": "id"}, "replayed": False, "errors": []}}}


def settings_for(database: str | None = None) -> Settings:
    """Return what our own servers run on; each listens on a port that is free."""
    return Settings(
        port=0, token_secret=SecretStr(SECRET), database=SecretStr(database) if database else None, log_level="warning"
    )


async def _raw(request: web.Request) -> web.Response:
    """Read JSON and answer JSON: what nothing on aiohttp can be faster than."""
    orjson.loads(await request.read())
    return web.Response(body=orjson.dumps(_ANSWER), content_type="application/json")


@asynccontextmanager
async def application(name: str, settings: Settings) -> AsyncGenerator[web.Application]:
    """
    Put a contender together, and take it apart when the context is left.

    Args:
        name: one of the names above.
        settings: of our own servers.
    """
    if name == LARGESSE:
        async with running(settings, Policy(), "python -m bench.http") as app:
            yield app.web
    elif name == NOTHING:
        yield web_application(ours(), _doors(settings))
    else:
        other = web.Application()
        handler = _raw if name == RAW else GraphQLView(schema=toy(cached=name == CACHED))
        other.router.add_route("*", "/graphql", handler)
        yield other


def _doors(settings: Settings) -> Doors:
    clock = SystemClock()
    admission = Admission(settings, clock, None, fetched_from)
    return Doors(
        settings=settings,
        clock=clock,
        metrics=Metrics(),
        verify=admission.verify,
        verify_room_token=admission.verify_room_token,
        revoked=admission.revocations.cover,
        context_for=Context,
    )


async def _serve(name: str, settings: Settings) -> None:
    async with application(name, settings) as served:
        settled()
        await serve(served, settings, ready)


def ready(address: Address) -> None:
    """Tell whoever started a server where it listens."""
    print(address.port, flush=True)


def main() -> None:
    """Serve what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m bench.http.servers", description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--core", type=int, required=True)
    parser.add_argument("--database")
    chosen = parser.parse_args()
    os.sched_setaffinity(0, {chosen.core})
    settings = settings_for(chosen.database)
    configure_logging(settings.log_level)
    run(_serve(chosen.name, settings))


if __name__ == "__main__":
    main()
