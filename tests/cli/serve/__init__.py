"""
Tests of `largesse serve`.
"""
