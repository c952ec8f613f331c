"""
What is told of a room: a snapshot first, then each event once, a file for each noun that they tell of.
"""

from largesse.schema.room_events.subscription import RoomSubscriptions

__all__ = ["RoomSubscriptions"]
