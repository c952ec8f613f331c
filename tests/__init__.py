"""
Tests of Largesse, and what they start from.
"""
