"""
Close codes: why a socket is closed, told in a number that clients act on.
"""

from __future__ import annotations

from enum import IntEnum


class CloseCode(IntEnum):
    """
    The codes that sockets are closed with here; those from 4400 on are graphql-transport-ws's own.

    What a client should do at each is in docs/reference/sockets.md.
    """

    GOING_AWAY = 1001
    """The server stops."""
    INTERNAL_ERROR = 1011
    """The server made a mistake, and has logged it."""
    TRY_AGAIN_LATER = 1013
    """The client does not read, its caller has too many sockets, or the keys of its token cannot be read now."""
    BAD_REQUEST = 4400
    """A message is none that a client may send."""
    UNAUTHORIZED = 4401
    """The token's time is over, or an operation came before the acknowledgement."""
    FORBIDDEN = 4403
    """The token gives nothing, or was revoked."""
    SUBPROTOCOL_NOT_ACCEPTABLE = 4406
    """The client does not offer graphql-transport-ws."""
    INITIALISATION_TIMEOUT = 4408
    """`connection_init` did not come in time."""
    SUBSCRIBER_EXISTS = 4409
    """An operation of this id is running."""
    TOO_MANY_INITIALISATIONS = 4429
    """`connection_init` came twice."""
