"""
Stores: how a batch is read and written, one dialect a folder.
"""
