"""
Tests of `largesse.wallets`.
"""
