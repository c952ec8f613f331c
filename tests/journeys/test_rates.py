"""
Rates: two nodes on one bus hold a caller to one rate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr

from largesse.testing import VIEWER, VIEWER_2, serving, spawned

if TYPE_CHECKING:
    from largesse.settings import Settings

QUERY = "{ serverInfo { name version } }"
"""It costs three, and one for the request."""


async def test_two_nodes_hold_a_caller_to_one_rate(shared: Settings, valkey_url: str) -> None:
    settings = shared.model_copy(update={"bus": SecretStr(valkey_url), "caller_cost_max": 40})
    async with spawned(settings) as there, serving(settings) as here:
        token = here.token(VIEWER)
        answers = [await node.answer(QUERY, token=token) for _ in range(6) for node in (here, there)]
        assert [answer.status for answer in answers] == [200] * 10 + [429] * 2
        assert {code for answer in answers for code in answer.codes} == {"RATE_LIMITED"}
        for node in (here, there):
            assert (await node.answer(QUERY, token=here.token(VIEWER_2))).status == 200
