"""
Wallets: coins in lots, what may be spent of them, and who may not spend at all.
"""
