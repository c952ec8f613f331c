"""
Options that several commands take, and the settings that follow from them.
"""

from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="TOML file with settings; else the one LARGESSE_CONFIG names."),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="ADDRESS",
        help="postgresql:// address; without one, the SQLite file in the data directory.",
    ),
]
DataDir = Annotated[Path | None, typer.Option("--data-dir", metavar="DIR", help="Directory of what the server keeps.")]
Host = Annotated[str | None, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes a free one.")]
