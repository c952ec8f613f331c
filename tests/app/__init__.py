"""
The whole: its floors, and how it is put together.
"""
