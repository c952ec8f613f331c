"""
Counts the coins that each room was given, each gift once.
"""

from largesse import GiftSent, hookimpl

LARGESSE_CONTRACT = 0
coins_of_room: dict[str, int] = {}
offset_of_room: dict[str, int] = {}


@hookimpl
def largesse_gift_sent(gift: GiftSent) -> None:
    """Count a gift, unless it was counted before: after a crash it may be told again."""
    if gift.offset > offset_of_room.get(gift.room_id, 0):
        offset_of_room[gift.room_id] = gift.offset
        coins_of_room[gift.room_id] = coins_of_room.get(gift.room_id, 0) + gift.total_coins
