"""
`largesse plugins`, run as an author or an operator runs it.
"""
