"""
The contact sheet of a plugin: one HTML file with all that it offers, that needs nothing beside itself.
"""

from largesse.cli.plugins.sheet.page import sheet_of

__all__ = ["sheet_of"]
