"""
The store on SQLite: one process owns the file, one thread reads, decides and writes.
"""
