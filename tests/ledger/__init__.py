"""
Tests of `largesse.ledger`.
"""
