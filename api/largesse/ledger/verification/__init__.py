"""
Verification: what must be true of the books, asked of the database itself.
"""

from largesse.ledger.verification.check import Check, Difference, Report
from largesse.ledger.verification.checks import LEDGER_CHECKS
from largesse.ledger.verification.run import verify_postgresql, verify_sqlite

__all__ = ["LEDGER_CHECKS", "Check", "Difference", "Report", "verify_postgresql", "verify_sqlite"]
