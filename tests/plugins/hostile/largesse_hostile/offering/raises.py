"""
It raises when it is asked.
"""

from largesse import hookimpl

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_types() -> object:
    raise BaseException("hush")  # noqa: TRY002 - its sin
