"""
The ledger: accounts, transfers, streams' rows, holds, keys and the journal; it knows nothing of gifts or rooms.
"""
