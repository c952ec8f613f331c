"""
Health: whether the server lives, whether it is ready, and what it counts.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from largesse.web.http.answers import encoded

if TYPE_CHECKING:
    from largesse.web.doors import Doors, Probe

PROBE_SECONDS = 2.0
"""A probe that takes longer counts as failed: whoever asks does not wait longer either."""
LEAVING = web.AppKey("leaving", asyncio.Event)
"""Set once the server is about to stop: it serves, and is not ready any more."""

_log = structlog.stdlib.get_logger("largesse.web.health")


class Health:
    """
    The doors for those who watch over the server.

    Args:
        doors: what they tell of.
        leaving: set once the server is about to stop.
    """

    def __init__(self, doors: Doors, leaving: asyncio.Event) -> None:
        self._doors = doors
        self._leaving = leaving

    async def healthz(self, _request: web.Request) -> web.Response:
        """Tell that the process answers, whatever it depends on."""
        return _json({"status": "ok"}, 200)

    async def readyz(self, _request: web.Request) -> web.Response:
        """
        Tell whether all is well that the server depends on, each by name; 503 if anything is not.

        Beside it stand notices, if there are any: what somebody should look at, and leaves the server ready. A server
        that is about to stop is not ready, whatever else is well.
        """
        if self._leaving.is_set():
            return _json({"status": "not ready", "checks": {"server": "is stopping"}}, 503)
        probes = self._doors.probes
        reasons = await asyncio.gather(*(_reason(name, probe) for name, probe in probes.items()))
        checks = {name: reason or "ok" for name, reason in zip(probes, reasons, strict=True)}
        ready = not any(reasons)
        told: dict[str, object] = {"status": "ready" if ready else "not ready", "checks": checks}
        if notices := self._doors.notices():
            told["notices"] = notices
        return _json(told, 200 if ready else 503)

    async def metrics(self, _request: web.Request) -> web.Response:
        """Show what is counted, as Prometheus reads it."""
        registry, exposed = self._doors.metrics.registry, self._doors.exposed
        body = generate_latest(registry) if exposed is None else await exposed(registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})


async def _reason(name: str, probe: Probe) -> str | None:
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await probe()
    except TimeoutError:
        return "does not answer"
    except Exception:  # noqa: BLE001 - whatever a probe raises, the others are told
        _log.exception("probe failed", probe=name)
        return "failed"


def _json(data: object, status: int) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    return web.Response(body=encoded(data), status=status, content_type="application/json", headers=headers)
