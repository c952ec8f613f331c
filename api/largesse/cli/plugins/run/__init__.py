"""
`largesse plugins run`: one hook of a plugin, or the pricing of one gift type, on recorded input.
"""

from largesse.cli.plugins.run.command import register

__all__ = ["register"]
