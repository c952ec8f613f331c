"""
`largesse plugins new`: a complete distribution with a plugin, to begin with.
"""

from largesse.cli.plugins.new.command import register

__all__ = ["register"]
