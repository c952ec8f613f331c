"""
`largesse demo`: a server with a room full of people, to look at and to build against.
"""

from largesse.cli.demo.command import register

__all__ = ["register"]
