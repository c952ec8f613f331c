"""
Gifts: one that is sent, what it stores for ever, and how it is reversed.
"""
