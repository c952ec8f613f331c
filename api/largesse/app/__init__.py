"""
A server put together: the one place that knows everyone.
"""

from largesse.app.database import SQLITE_FILE, address_for, grants_of, migrated, standing, verified, writing
from largesse.app.running import App, running

__all__ = [
    "SQLITE_FILE",
    "App",
    "address_for",
    "grants_of",
    "migrated",
    "running",
    "standing",
    "verified",
    "writing",
]
