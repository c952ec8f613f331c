"""
The port that workers share.
"""

from __future__ import annotations

import socket

import pytest

from largesse.cli.serve.port import held
from largesse.errors import ConfigurationError


def listening(port: int) -> socket.socket:
    """A socket as a worker opens one."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    return listener


def test_a_free_port_is_held_for_those_who_listen_and_takes_no_connection_itself() -> None:
    with held("127.0.0.1", 0) as port:
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            pass
        with listening(port), listening(port):
            socket.create_connection(("127.0.0.1", port)).close()
        with listening(port):
            socket.create_connection(("127.0.0.1", port)).close()


def test_a_port_on_which_somebody_listens_is_taken_though_it_might_be_shared() -> None:
    with (
        held("127.0.0.1", 0) as port,
        listening(port),
        pytest.raises(ConfigurationError, match=f"Port {port} of 127.0.0.1 is taken by another program"),
        held("127.0.0.1", port),
    ):
        pass


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_a_host_that_is_not_ours_is_one_clear_sentence(host: str) -> None:
    with pytest.raises(ConfigurationError, match=f"The server cannot listen on port 0 of {host}: "), held(host, 0):
        pass


def test_an_address_of_six_is_held_as_well() -> None:
    with held("::1", 0) as port, socket.socket(socket.AF_INET6) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("::1", port))
