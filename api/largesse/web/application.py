"""
The application: every door at its address.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from largesse.web.health import LEAVING, Health
from largesse.web.http.expecting import replace_default
from largesse.web.http.headers import add_headers, identified
from largesse.web.media import MediaDoor
from largesse.web.view import PATH, GraphView

if TYPE_CHECKING:
    from strawberry import Schema

    from largesse.web.doors import Doors


def web_application(graph: Schema, doors: Doors) -> web.Application:
    """
    Return the application that serves a schema.

    Args:
        graph: the schema, without extensions and directives of its own.
        doors: everything else that the doors lead to.

    Raises:
        ConfigurationError: the schema brings what nothing here would run, or an allowed origin is none.
    """
    replace_default()
    application = web.Application(middlewares=[identified], client_max_size=doors.settings.body_bytes_max)
    application[LEAVING] = asyncio.Event()
    view, health = GraphView(graph, doors), Health(doors, application[LEAVING])
    application.add_routes(
        [
            web.route("*", PATH, view.__call__),
            web.get("/", view.landing.__call__),
            web.get("/healthz", health.healthz),
            web.get("/readyz", health.readyz),
            web.get("/metrics", health.metrics),
            web.get("/media/{address:.+}", MediaDoor(doors).__call__),
        ]
    )
    application.on_response_prepare.append(add_headers)
    view.cross_origin.attend(application)

    async def shut_down(_application: web.Application) -> None:
        await asyncio.gather(view.sockets.close_all(), view.streams.close_all())
        for hook in doors.on_shutdown:
            await hook()

    application.on_shutdown.append(shut_down)
    return application
