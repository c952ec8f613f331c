"""
What plugins cost: gifts with none, twelve and sixty of them, a price that a plugin works out, and the start.
"""
