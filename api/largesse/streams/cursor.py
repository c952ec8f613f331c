"""
Cursors: a place in one stream, as text that says nothing to its holder and fits no other stream.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from struct import Struct
from typing import NamedTuple, Self

from largesse.errors import InvalidInput

_PLACE = Struct(">qq")
_CHECK_BYTES = 5
"""With the place 21 bytes: 28 characters without padding."""
_LENGTH = 28


class Cursor(NamedTuple):
    """
    A place in a stream: after the event at its offset, before the next.

    Args:
        stream_id: the stream that it belongs to.
        epoch: the stream's epoch; one of another epoch means nothing any more.
        offset: the last event that its holder knows of; 0 before the first.
    """

    stream_id: str
    epoch: int
    offset: int

    @property
    def text(self) -> str:
        """The cursor as it is handed out: 28 characters, safe in addresses and headers."""
        place = _PLACE.pack(self.epoch, self.offset)
        return urlsafe_b64encode(place + _check(self.stream_id, place)).decode("ascii")

    @classmethod
    def read(cls, text: str, stream_id: str, path: str = "after") -> Self:
        """
        Return the cursor that a text stands for.

        The text is bound to its stream against mistakes, not against malice: whoever may read the stream may
        read it from anywhere.

        Args:
            text: as it was handed out.
            stream_id: the stream that is to be followed.
            path: where in the input the text stood.

        Raises:
            InvalidInput: it was not handed out for this stream.
        """
        try:
            content = urlsafe_b64decode(text) if len(text) == _LENGTH else b""
        except (binascii.Error, ValueError):
            content = b""
        place, check = content[: _PLACE.size], content[_PLACE.size :]
        if not content or check != _check(stream_id, place):
            raise InvalidInput(path, "it is not a cursor of this stream")
        cursor = cls(stream_id, *_PLACE.unpack(place))
        # Letters that base64 skips would make two texts of one cursor.
        if cursor.offset < 0 or cursor.text != text:
            raise InvalidInput(path, "it is not a cursor of this stream")
        return cursor


def _check(stream_id: str, place: bytes) -> bytes:
    # A stream's id is text of ours; a caller's may hold anything, lone surrogates included.
    return blake2b(stream_id.encode(errors="replace") + place, digest_size=_CHECK_BYTES).digest()
