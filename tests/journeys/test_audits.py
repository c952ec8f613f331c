"""
GraphQL over HTTP, as the audits of graphql-http see it: what a server must, should and may do.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from largesse.testing import LocalNode
    from tests.javascript.tools import Tools

AUDITS = 61


async def test_every_audit_passes(node: LocalNode, javascript: Tools) -> None:
    done = await asyncio.to_thread(javascript.run, "node", "audits.mjs", f"{node.url}/graphql")
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    failed = [f"{each['id']} {each['name']}: {each.get('reason')}" for each in results if each["status"] != "ok"]
    assert failed == []
    assert len(results) == AUDITS
    assert {each["name"].split()[0] for each in results} == {"MUST", "SHOULD", "MAY"}
