"""
A driver: a client by its name, and what it is able to say.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from largesse.settings import Transport
    from tests.conformance.viewer import Place, Viewer


class Asked(NamedTuple):
    """
    What a viewer is asked to do.

    Args:
        url: the root of the server.
        token: the viewer's bearer token.
        room: the room's id.
        place: where to go on; at its snapshot if None.
        after: the cursor that is sent, if it is another one than the place's.
        last_event_id: the cursor that is sent in the header of the same name.
        returns: whether the client shall come back by itself whenever it loses its connection.
    """

    url: str
    token: str
    room: str
    place: Place | None = None
    after: str | None = None
    last_event_id: str | None = None
    returns: bool = False

    @property
    def cursor(self) -> str | None:
        """What is sent as `after`."""
        return self.after if self.place is None else self.place.cursor


class Driver(ABC):
    """
    A client that viewers follow with.

    Attributes:
        name: what it is called.
        transport: how it is told.
        bearer: whether it shows a bearer token, and not a room token in the address.
        header: whether it can say where to resume by the header `Last-Event-ID`.
        returns: whether it comes back by itself.
    """

    name: str
    transport: Transport
    bearer: bool = True
    header: bool = False
    returns: bool = False

    @abstractmethod
    def following(self, asked: Asked) -> AbstractAsyncContextManager[Viewer]:
        """Follow for as long as the block lasts; what goes wrong is how the viewer ends."""
