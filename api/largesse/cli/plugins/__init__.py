"""
`largesse plugins`: everything that an author or an operator of plugins does with them.
"""

from largesse.cli.plugins.commands import register

__all__ = ["register"]
