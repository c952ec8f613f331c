"""
`python -m largesse.cli.cluster.keeper DIRECTORY`: runs both servers until its standard input ends.

The pipe closes whatever the demo ends of, so that no end of it leaves a server running.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from largesse.cli.cluster.postgresql import postgresql
from largesse.cli.cluster.program import NotStarted
from largesse.cli.cluster.valkey import valkey

if TYPE_CHECKING:
    from collections.abc import Mapping


def main(directory: Path) -> None:
    """Run both servers in a directory, and say in a line where they are, or why they are not."""
    try:
        with postgresql(directory / "postgresql") as database, valkey(directory / "valkey") as bus:
            _say({"database": database, "bus": bus})
            sys.stdin.buffer.read()
    except NotStarted as error:
        _say({"reason": str(error)})


def _say(words: Mapping[str, str]) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
