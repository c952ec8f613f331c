"""
The deeds of quarantine, through a journal: imposed once, lifted once, and written down with who and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.errors import InvalidInput, NotFound
from largesse.ledger.identifiers import new_id
from largesse.ledger.models import EventModel
from largesse.quarantine.impose import ImposeOrder, impose
from largesse.quarantine.models import Quarantine, quarantines_in_force
from largesse.quarantine.restore import RestoreOrder, restore
from largesse.quarantine.rows import PLUGINS_STREAM, quarantine_id
from largesse.testing import OPERATOR, serving, settings_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from largesse.ledger.journal import Journal


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    async with serving(settings_in(tmp_path / "data")) as node:
        yield node.app.journal
        await node.assert_books_balance()


def imposing(reason: str = "it hangs", version: str = "1.0") -> ImposeOrder:
    return ImposeOrder(key=f"quarantine/{new_id()}", plugin="lucky", plugin_version=version, reason=reason)


def restoring(**changed: object) -> RestoreOrder:
    values = {
        "caller_id": OPERATOR.key,
        "key": new_id(),
        "content": {},
        "plugin": "lucky",
        "plugin_version": "1.0",
        "reason": " it was mended ",
    }
    return RestoreOrder(**{**values, **changed})  # type: ignore[arg-type]  # named above


async def told() -> list[tuple[int, str]]:
    rows = await EventModel.filter(stream_id=PLUGINS_STREAM).order_by("stream_offset")
    return [(row.stream_offset, row.kind) for row in rows]


async def test_two_nodes_that_impose_the_same_write_it_once(journal: Journal) -> None:
    first = await impose(journal, imposing("it hangs"))
    second = await impose(journal, imposing("it raised ValueError"))
    assert first.answer == second.answer
    (row,) = await quarantines_in_force()
    assert row == first.answer
    assert (row.plugin, row.plugin_version, row.reason, row.version) == ("lucky", "1.0", "it hangs", 1)
    assert await told() == [(1, "pluginQuarantined")]


async def test_each_version_has_a_quarantine_of_its_own(journal: Journal) -> None:
    for version in ("1.0", "1.1"):
        await impose(journal, imposing(version=version))
    await restore(journal, restoring())
    assert [row.plugin_version for row in await quarantines_in_force()] == ["1.1"]


async def test_it_is_written_down_who_lifted_it_and_why_and_it_may_be_imposed_again(journal: Journal) -> None:
    await impose(journal, imposing())
    await restore(journal, restoring())
    row = await Quarantine.get(id=quarantine_id("lucky", "1.0"))
    assert (row.in_force, row.reason, row.restored_reason) == (False, "it hangs", "it was mended")
    assert (row.restored_by, row.restored_at > row.imposed_at, row.version) == (OPERATOR.key, True, 2)
    await impose(journal, imposing("it hangs again"))
    row = await Quarantine.get(id=quarantine_id("lucky", "1.0"))
    assert (row.in_force, row.reason, row.restored_reason, row.version) == (True, "it hangs again", "", 3)
    assert (row.restored_by, row.restored_at) == (None, None)
    assert [kind for _, kind in await told()] == ["pluginQuarantined", "pluginRestored", "pluginQuarantined"]


async def test_what_is_in_no_quarantine_is_restored_without_a_trace(journal: Journal) -> None:
    for _ in range(2):
        assert (await restore(journal, restoring())).answer is None
    assert await told() == []


@pytest.mark.parametrize("reason", ["", "  ", "r" * 501])
async def test_a_reason_that_says_nothing_or_too_much_lifts_nothing(journal: Journal, reason: str) -> None:
    await impose(journal, imposing())
    with pytest.raises(InvalidInput, match="reason: it must have 1 to 500 letters"):
        await restore(journal, restoring(reason=reason))
    assert len(await quarantines_in_force()) == 1
    assert await told() == [(1, "pluginQuarantined")]


async def test_what_was_found_beforehand_is_raised_after_the_key_was_looked_up(journal: Journal) -> None:
    await impose(journal, imposing())
    order = restoring(key="once")
    await restore(journal, order)
    gone = restoring(key="once", failure=NotFound("plugin", "lucky"))
    assert (await restore(journal, gone)).replayed
    with pytest.raises(NotFound):
        await restore(journal, restoring(failure=NotFound("plugin", "lucky")))
