"""
What is told of a wallet to its owner: how it stands first, then each change of its balance, once and with its cause.
"""

from largesse.schema.wallet_events.subscription import WalletSubscriptions

__all__ = ["WalletSubscriptions"]
