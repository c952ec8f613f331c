"""
Frame guard: what RFC 6455 forbids a client to send, and aiohttp's reader lets pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import WSCloseCode, web

if TYPE_CHECKING:
    from aiohttp.http import WebSocketReader, WebSocketWriter

_FORBIDDEN = b"\x70\x80"
"""The head of a frame with all reserved bits, which the reader answers with 1002 as it should what it replaces."""
_LENGTH_BYTES = {126: 2, 127: 8}
"""How many bytes hold the length, by what stands in the place of a short one."""
_HEAD_BYTES_MAX = 14
_CONTROL = 8
"""The first opcode of control frames, which may stand between the fragments of a message."""


class GuardedSocket(web.WebSocketResponse):
    """A websocket whose client is held to the letter."""

    def _post_start(self, request: web.BaseRequest, protocol: str | None, writer: WebSocketWriter) -> None:
        handler = request.protocol
        # What came with the handshake would go to the reader past the guard.
        early, handler._message_tail = handler._message_tail, b""  # noqa: SLF001 - aiohttp has no seam for a reader
        super()._post_start(request, protocol, writer)
        assert self._parser is not None  # noqa: S101 - made by what was just called
        guard = handler._payload_parser = FrameGuard(self._parser)  # noqa: SLF001 - as above
        guard.feed_data(early)

    async def close(self, *, code: int = WSCloseCode.OK, message: bytes = b"", drain: bool = True) -> bool:
        """
        Close as aiohttp does, but answer a client that closes with its own code, as section 5.5.1 has it.

        Args:
            code: what is told, unless the client has told one before.
            message: why.
            drain: whether to wait until it is written.

        Returns:
            False if the socket was closed already.
        """
        if self._closing and self.close_code:
            # A code that only says what nobody said stands in no frame (7.4.1); the reader lets it pass.
            unsaid = self.close_code == WSCloseCode.ABNORMAL_CLOSURE
            code = WSCloseCode.PROTOCOL_ERROR if unsaid else self.close_code
        return await super().close(code=code, message=message, drain=drain)


class FrameGuard:
    """
    Passes on what a client sends, up to a frame that is not masked (5.1) or begins a message within another (5.4).

    Args:
        reader: of the frames; it looks at all else.
    """

    def __init__(self, reader: WebSocketReader) -> None:
        self._reader = reader
        self._held = b""
        """The beginning of a head, until the rest of it comes."""
        self._payload_left = 0
        self._fragmented = False

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Take what was received, and return what the reader does: whether it takes no more, and what is left."""
        data, self._held = self._held + data, b""
        place = self._payload_left
        while place < len(data):
            head = data[place : place + _HEAD_BYTES_MAX]
            size = _head_bytes(head)
            if len(head) < size:
                data, self._held = data[:place], head
            elif self._forbidden(head[0], head[1]):
                data = data[:place] + _FORBIDDEN
                break
            else:
                place += size + _payload_bytes(head)
        self._payload_left = max(place - len(data), 0)
        return self._reader.feed_data(data)

    def feed_eof(self) -> None:
        """Tell the reader that nothing follows."""
        self._reader.feed_eof()

    def _forbidden(self, first: int, second: int) -> bool:
        opcode, final, masked = first & 0x0F, first & 0x80, second & 0x80
        within = self._fragmented
        if opcode < _CONTROL:
            self._fragmented = not final
        return not masked or (0 < opcode < _CONTROL and within)


def _head_bytes(head: bytes) -> int:
    """Return how many bytes a head has, or more than there are if that is not known yet."""
    if len(head) < 2:  # noqa: PLR2004 - flags and opcode, then mask bit and length
        return _HEAD_BYTES_MAX
    return 2 + _LENGTH_BYTES.get(head[1] & 0x7F, 0) + (4 if head[1] & 0x80 else 0)


def _payload_bytes(head: bytes) -> int:
    length = head[1] & 0x7F
    return int.from_bytes(head[2 : 2 + _LENGTH_BYTES[length]]) if length in _LENGTH_BYTES else length
