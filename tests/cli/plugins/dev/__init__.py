"""
`largesse plugins dev`, with an author who makes mistakes.
"""
