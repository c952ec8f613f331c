"""
Tests of callers and their tokens.
"""
