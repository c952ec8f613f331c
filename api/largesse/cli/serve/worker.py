"""
`python -m largesse.cli.serve.worker DESCRIPTOR`: one of several processes that share a port, as its parent starts it.
"""

from __future__ import annotations

import asyncio
import socket
import sys

from largesse.cli.failure import told
from largesse.cli.loop import run
from largesse.cli.serve.line import Commission, Line, Listening
from largesse.cli.serve.post import Post
from largesse.cli.serve.process import serve_here
from largesse.errors import LargesseError
from largesse.telemetry import configure_logging


def main() -> int:
    """
    Serve what the parent asks for, over the socket whose descriptor is given.

    Returns:
        The exit code: 1 where an operator can mend something, told in one sentence on standard error.
    """
    try:
        run(_work(socket.socket(fileno=int(sys.argv[1]))))
    except LargesseError as error:
        return told(error)
    return 0


async def _work(end: socket.socket) -> None:
    line = await Line.over(end)
    commission = await line.hear()
    if not isinstance(commission, Commission):
        return
    settings = commission.settings
    configure_logging(settings.log_level, worker=commission.number)
    post = Post(commission.number, line)
    holding = asyncio.create_task(post.hold(), name="post")
    try:
        await serve_here(settings, commission.policy, lambda url: line.say(Listening(url)), post)
    finally:
        holding.cancel()
        await asyncio.wait({holding})
        line.close()


if __name__ == "__main__":
    sys.exit(main())
