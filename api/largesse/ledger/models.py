"""
The ledger as it is read; what is written goes through the journal.
"""

from __future__ import annotations

from largesse.ledger.account import ACCOUNTS
from largesse.ledger.holds import HOLDS
from largesse.ledger.modelled import modelled
from largesse.ledger.rows import ENTRIES, EVENTS, KEYS, STREAMS, TRANSFERS

AccountModel = modelled(ACCOUNTS)
TransferModel = modelled(TRANSFERS)
EntryModel = modelled(ENTRIES)
KeyModel = modelled(KEYS)
StreamModel = modelled(STREAMS)
EventModel = modelled(EVENTS)
HoldModel = modelled(HOLDS)
