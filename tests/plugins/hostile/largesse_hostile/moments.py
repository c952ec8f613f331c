"""
When a sin has begun, and when it is to end, so that it does not outlast its test.
"""

from threading import Event

BEGUN = Event()
OVER = Event()
