"""
Executing a document again and again: what was found out about it once is not found out anew.
"""
