"""
Says in the server's log what was taken back.
"""

import logging

from largesse import GiftReversed, hookimpl

LARGESSE_CONTRACT = 0
log = logging.getLogger(__name__)


@hookimpl
def largesse_gift_reversed(reversal: GiftReversed) -> None:
    """Write one line for each reversal; the log names no person, and neither does this."""
    log.warning("%d coins of the gift %s were taken back", reversal.total_coins, reversal.gift_id)
