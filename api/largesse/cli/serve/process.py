"""
A process that serves: alone, or as one of several.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from largesse.app import running
from largesse.cli.loop import settled
from largesse.cli.serve.ending import end_within, ending_seconds
from largesse.web.runner import serve as serve_until_told

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.cli.serve.post import Post
    from largesse.plugins import Policy
    from largesse.settings import Settings

_log = structlog.stdlib.get_logger("largesse.plugins")


async def serve_here(
    settings: Settings, policy: Policy, ready: Callable[[str], None], post: Post | None = None
) -> None:
    """
    Serve in this process until it is told to stop.

    Args:
        settings: what the operator chose.
        policy: which plugins are wanted.
        ready: called once with the address of the server's root.
        post: this worker's, if it is one of several.

    Raises:
        ConfigurationError: something is set up in a way that no server can start with.
        Unavailable: the database does not answer.
    """
    stopped, exposed = (asyncio.Event(), None) if post is None else (post.relieved, post.exposed)
    async with running(settings, policy, "largesse serve", exposed=exposed) as app:
        if post is not None:
            post.registry = app.metrics.registry
        if post is None or post.first:
            for report in app.plugins.failed:
                _log.warning("plugin_left_out", plugin=report.name, state=report.state.value, reason=report.cause)
        settled()
        bounding = asyncio.create_task(_bound(stopped, settings), name="stop-bound")
        try:
            await serve_until_told(
                app.web,
                settings,
                lambda address: ready(address.url),
                reuse_port=post is not None,
                stopped=stopped,
            )
        finally:
            bounding.cancel()


async def _bound(stopped: asyncio.Event, settings: Settings) -> None:
    await stopped.wait()
    end_within(ending_seconds(settings))
