"""
`largesse plugins new`, and what it writes.
"""
