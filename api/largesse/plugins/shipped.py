"""
Files that a plugin ships: which may be served, and what they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from errno import ENOENT
from hashlib import sha256
from os import strerror
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONTENT_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".json": "application/json",
}
"""The content type by suffix of all that may be served."""
FILE_BYTES_MAX = 2_000_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedFile:
    """
    A file that may be served.

    Args:
        path: where its bytes are, absolute.
        sha256: of its bytes, in hexadecimal.
        size_bytes: how many there are.
        content_type: by its suffix.
    """

    path: Path
    sha256: str
    size_bytes: int
    content_type: str

    def read(self) -> bytes:
        """
        Return its bytes, which are the ones that it was known by when it was shipped.

        Raises:
            ValueError: they are others by now, or cannot be read.
        """
        content = _content(self.path)
        if sha256(content).hexdigest() != self.sha256:
            message = f"{self.path.name!r} has changed since the server started"
            raise ValueError(message)
        return content


def shipped(path: Path) -> ShippedFile:
    """
    Read a file and return what it is.

    Raises:
        ValueError: its name, suffix or size will not do, or it cannot be read.
    """
    content_type = CONTENT_TYPES.get(path.suffix)
    if content_type is None:
        message = f"{path.name!r} is none of {', '.join(CONTENT_TYPES)}"
        raise ValueError(message)
    if not _NAME.fullmatch(path.name):
        message = f"the file name {path.name!r} must be of letters, digits, '.', '_' and '-', 100 at most"
        raise ValueError(message)
    content = _content(path)
    return ShippedFile(
        path=path.resolve(),
        sha256=sha256(content).hexdigest(),
        size_bytes=len(content),
        content_type=content_type,
    )


def _content(path: Path) -> bytes:
    try:
        # What is no plain file (a pipe, a device) may have no end, or never begin.
        if not path.is_file():
            raise FileNotFoundError(ENOENT, strerror(ENOENT))
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        message = f"{path.name!r} cannot be read: {error.strerror}"
        raise ValueError(message) from error
    if len(content) > FILE_BYTES_MAX:
        message = f"{path.name!r} is larger than {FILE_BYTES_MAX} bytes"
        raise ValueError(message)
    return content
