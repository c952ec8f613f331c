"""
It raises what raises when it is read.
"""


class Unreadable(Exception):
    def __str__(self) -> str:
        raise SystemExit(3)


raise Unreadable
