"""
The store on PostgreSQL: one statement reads a batch, one function writes it.
"""
