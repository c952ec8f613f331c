"""
Announcing: the line that says where a server listens, once it does.
"""

import sys


def announce(url: str) -> None:
    """Say where a server listens."""
    sys.stdout.write(f"Largesse listens on {url}\n")
    sys.stdout.flush()
