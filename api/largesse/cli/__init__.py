"""
The command line: `largesse demo`, `largesse serve` and what keeps a server in order.
"""

from largesse.cli.commands import main

__all__ = ["main"]
