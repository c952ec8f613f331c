"""
`python -m bench.hostile`: what hostile documents do to somebody else's small query, on a server of one process.

Each document is sent again and again while another connection asks for `{ serverInfo { name } }` without a pause. The
table tells how long the document took and how long the small query waited at the worst; the last line is JSON.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson
from rich.console import Console
from rich.table import Table
from tests.web.hostile import ATTACKS

from largesse.testing import VIEWER, settings_in, spawned

if TYPE_CHECKING:
    from tests.web.hostile import Attack

    from largesse.testing import Answer, Node

SMALL = b'{"query": "{ serverInfo { name } }"}'
TIMES = 3
WAIT_SECONDS_MAX = 1.0
"""What nobody's small query may wait for another's document."""


class Finding(NamedTuple):
    """What a document met, how long it took, and the longest wait of the small query meanwhile, in milliseconds."""

    met: str
    took: float
    waited: float


async def _longest_wait(node: Node, over: asyncio.Event) -> float:
    longest = 0.0
    while not over.is_set():
        start = time.perf_counter()
        answer = await node.post(SMALL)
        longest = max(longest, time.perf_counter() - start)
        assert answer.status == 200
    return longest


async def _found(node: Node, attack: Attack) -> Finding:
    over, took, token = asyncio.Event(), 0.0, node.token(VIEWER)
    waiting = asyncio.create_task(_longest_wait(node, over))
    await asyncio.sleep(0)
    for number in range(TIMES):
        # A document that is remembered costs nothing the second time.
        body = orjson.dumps({"query": f"{attack.query} # {number}", "variables": attack.variables})
        start = time.perf_counter()
        answer = await node.post(body, token=token)
        took = max(took, time.perf_counter() - start)
        assert answer.status < 500
    over.set()
    return Finding(_met(answer), took * 1_000, await waiting * 1_000)


def _met(answer: Answer) -> str:
    if not answer.errors:
        return "executed"
    extensions = answer.errors[0]["extensions"]
    return str(extensions.get("limit", extensions["code"]))


async def _measured() -> dict[str, Finding]:
    with tempfile.TemporaryDirectory() as directory:
        async with spawned(settings_in(Path(directory))) as node:
            await node.meet(VIEWER)
            return {name: await _found(node, attack) for name, attack in ATTACKS.items()}


def main() -> int:
    """Measure all documents; the exit code is 0 if nobody waited for a second."""
    findings = asyncio.run(_measured())
    table = Table("document", "met", "took, ms", "others waited, ms")
    for name, finding in findings.items():
        table.add_row(name, finding.met, f"{finding.took:.1f}", f"{finding.waited:.1f}")
    Console(width=120, highlight=False).print(table)
    longest = max(finding.waited for finding in findings.values())
    figures = {name: round(finding.waited, 1) for name, finding in findings.items()}
    print(orjson.dumps({"bench": "hostile", "ratios": {"longest_wait": longest / 1_000}, "figures": figures}).decode())
    return 0 if longest < WAIT_SECONDS_MAX * 1_000 else 1


if __name__ == "__main__":
    sys.exit(main())
