"""
It spins.
"""

while True:
    pass
