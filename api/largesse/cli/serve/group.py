"""
A server of several processes: a parent that serves nothing itself, and its workers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from largesse.cli.loop import told_by_signals
from largesse.cli.serve.parent import Parent

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.plugins import Policy
    from largesse.settings import Settings

_log = structlog.stdlib.get_logger("largesse.serve")


async def serve_together(settings: Settings, policy: Policy, ready: Callable[[str], None]) -> int:
    """
    Serve by workers until SIGTERM or SIGINT, and return the exit code.

    Args:
        settings: what the operator chose.
        policy: which plugins are wanted.
        ready: called once with the address of the server's root.

    Raises:
        ConfigurationError: workers could not listen where they should.
        CommandFailed: they cannot be started, and have not said why.
    """
    parent = Parent(settings, policy, _note)
    with told_by_signals(parent.stop):
        return await parent.serve(ready)


def _note(worker: int, code: int | None) -> None:
    if code is None:
        _log.warning("worker_started", worker=worker)
    else:
        _log.warning("worker_ended", worker=worker, code=code)
