"""
`largesse serve`: a server on the operator's settings, in one process or in several that share a port.
"""

from largesse.cli.serve.command import register

__all__ = ["register"]
