"""
Documents: which may be executed, where they are stored, how large they may be, and what they cost.
"""
