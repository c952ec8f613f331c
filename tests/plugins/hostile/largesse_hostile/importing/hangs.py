"""
It waits for what never comes.
"""

from threading import Event

Event().wait()
