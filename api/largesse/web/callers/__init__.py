"""
Callers: who they are, where they come from, and how much of the server each may have.
"""
