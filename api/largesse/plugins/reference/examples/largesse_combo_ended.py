"""
Says in the server's log which streaks were long.
"""

import logging

from largesse import ComboEnded, hookimpl

LARGESSE_CONTRACT = 0
LONG = 100
log = logging.getLogger(__name__)


@hookimpl
def largesse_combo_ended(combo: ComboEnded) -> None:
    """Write one line for each long combo; the log names no person, and neither does this."""
    if combo.count >= LONG:
        log.info("%d of %s in a row, in the room %s", combo.count, combo.gift_name, combo.room_id)
