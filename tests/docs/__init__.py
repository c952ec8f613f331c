"""
The documentation: what it says is done, and what it promises holds.
"""
