"""
`python -m bench.plugins.server --core N --database ADDRESS [--site DIRECTORY]`: a server with a directory's plugins.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from bench.http.servers import ready, settings_for
from bench.plugins.site import names_in
from largesse.app import running
from largesse.cli.loop import run, settled
from largesse.plugins import Policy
from largesse.telemetry import configure_logging
from largesse.web import serve


async def _serve(database: str, names: tuple[str, ...]) -> None:
    settings = settings_for(database)
    configure_logging(settings.log_level)
    async with running(settings, Policy(names=names, strict=True), "python -m bench.plugins") as app:
        settled()
        await serve(app.web, settings, ready)


def main() -> None:
    """Serve what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m bench.plugins.server", description=__doc__)
    parser.add_argument("--core", type=int, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--site")
    chosen = parser.parse_args()
    os.sched_setaffinity(0, {chosen.core})
    if chosen.site:
        sys.path.append(chosen.site)
    run(_serve(chosen.database, names_in(Path(chosen.site)) if chosen.site else ()))


if __name__ == "__main__":
    main()
