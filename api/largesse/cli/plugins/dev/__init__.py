"""
`largesse plugins dev`: a demo room with a plugin as it is being written.
"""

from largesse.cli.plugins.dev.command import register

__all__ = ["register"]
