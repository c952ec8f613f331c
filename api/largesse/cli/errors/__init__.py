"""
`largesse errors`: what each error code means, what a client should do, and how it looks.
"""

import sys

import typer

from largesse.cli.errors.reference import errors_reference


def register(root: typer.Typer) -> None:
    """Add the command."""
    root.command("errors")(errors)


def errors() -> None:
    """Print the reference of error codes in Markdown, as docs/reference/errors.md holds it."""
    sys.stdout.write(errors_reference())
