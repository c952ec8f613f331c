"""
It plays the keyboard when it is imported.
"""

raise KeyboardInterrupt
