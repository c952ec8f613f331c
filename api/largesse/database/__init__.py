"""
The databases: their addresses, the reads that tortoise serves, the migrations, and who may write a SQLite file.
"""
