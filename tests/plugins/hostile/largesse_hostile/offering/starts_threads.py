"""
It starts threads that wake a hundred times a second.
"""

from threading import Thread

from largesse import hookimpl
from largesse_hostile.gift import gift
from largesse_hostile.moments import OVER

LARGESSE_CONTRACT = 0


def wake() -> None:
    while not OVER.wait(0.01):
        pass


for _ in range(16):
    Thread(target=wake, name="hostile", daemon=True).start()


@hookimpl
def largesse_gift_types() -> object:
    return [gift("threaded")]
