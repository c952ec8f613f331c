"""
The port that workers share: held by their parent, which does not listen on it.
"""

from __future__ import annotations

import socket
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from largesse.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Generator


@contextmanager
def held(host: str, port: int) -> Generator[int]:
    """
    Hold a port for workers for as long as the context lasts, so that it stays theirs while they are started anew.

    Args:
        host: on which addresses.
        port: which; 0 takes a free one.

    Yields:
        The port.

    Raises:
        ConfigurationError: workers could not listen there.
    """
    with ExitStack() as stack:
        try:
            for family, _, _, _, address in socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            ):
                place = (address[0], port or address[1], *address[2:])
                if port:
                    _check_free(family, place)
                holder = stack.enter_context(socket.socket(family))
                holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                # What workers bind with, too: the kernel deals new connections out among those who listen.
                holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                if family == socket.AF_INET6:
                    holder.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                holder.bind(place)
                port = holder.getsockname()[1]
        except OSError as error:
            from largesse.web.runner import why_not  # noqa: PLC0415 - a parent serves nothing itself, and stays small

            raise ConfigurationError(why_not(error, host, port)) from None
        yield port


def _check_free(family: int, place: tuple[object, ...]) -> None:
    """See that nobody listens there, as another server of ours would: its workers would share the port with these."""
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        probe.bind(place)
