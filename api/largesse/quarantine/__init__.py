"""
Quarantine: which plugins are kept from being called while the server runs, on every node alike.
"""

from largesse.quarantine.quarantines import Quarantines

__all__ = ["Quarantines"]
