"""
A number past 2^53 goes from a JavaScript client through a mutation into the books and back, and keeps every digit.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from largesse.testing import OPERATOR, VIEWER, settings_in, spawned

from .tools import HERE

if TYPE_CHECKING:
    from pathlib import Path

    from .tools import Tools

COINS = 2**53 + 1


async def test_a_number_past_2_to_the_53_keeps_every_digit_on_its_way(tmp_path: Path, javascript: Tools) -> None:
    async with spawned(settings_in(tmp_path / "data")) as node:
        await node.meet(OPERATOR, VIEWER)
        arguments = (f"{node.url}/graphql", node.token(OPERATOR), node.token(VIEWER), VIEWER.id)
        done = javascript.run("node", HERE / "exactly.js", *arguments)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == {
            "said": [str(COINS)] * 6,
            "exact": True,
            "rounded": ["BAD_USER_INPUT"],
        }
        await node.assert_books_balance()
