"""
A line of the log: a fact as JSON, appended in one write.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from largesse import ComboEnded, GiftReversed, GiftSent, RoomClosed, RoomOpened
    from largesse_log.config import Config

PERSONAL = frozenset({"host_name", "message", "recipient_name", "sender_name", "title"})
"""The fields that are written only where the configuration says so."""
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT
_OWNER_ALONE = 0o600


def append(name: str, fact: GiftSent | GiftReversed | ComboEnded | RoomOpened | RoomClosed, config: Config) -> None:
    """
    Append a fact to the file of the configuration, if there is one.

    The file is opened for each line: one that was moved away is begun anew, as tools that rotate logs expect.

    Args:
        name: what kind of fact it is.
        fact: what happened.
        config: where to.

    Raises:
        OSError: it cannot be written to, or took only part of the line.
    """
    if config.path is None:
        return
    fields = {key: value for key, value in asdict(fact).items() if config.names or key not in PERSONAL}
    line = f"{json.dumps({'fact': name, **fields}, ensure_ascii=False)}\n".encode()
    file = os.open(config.path, _FLAGS, _OWNER_ALONE)
    try:
        # In one write at the end of the file, so that lines of several nodes on one machine never mix.
        if os.write(file, line) < len(line):
            message = f"only part of a line could be written to {config.path}"
            raise OSError(message)
    finally:
        os.close(file)
