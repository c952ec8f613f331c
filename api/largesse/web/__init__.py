"""
The doors: GraphQL over HTTP, in streams and over websockets, health, metrics and media.
"""

from largesse.web.application import web_application
from largesse.web.doors import Doors
from largesse.web.runner import listening, serve

__all__ = ["Doors", "listening", "serve", "web_application"]
