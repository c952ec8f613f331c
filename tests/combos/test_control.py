"""
The control over combos: what was wronged by hand is found, each on its own.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from largesse.app import migrated, verified
from largesse.database.address import sqlite_at
from largesse.database.reads import open_reads
from largesse.rooms.close import CloseOrder, close
from largesse.tables import MODELS
from largesse.testing import settings_in
from tests.gifts.scene import HOST

from .books import Books, key

if TYPE_CHECKING:
    from pathlib import Path

    from largesse.database.address import Address


@pytest.fixture
async def address(tmp_path: Path) -> Address:
    """A file with a combo of three roses that has ended, and one of two stars that runs in another room."""
    address = sqlite_at(tmp_path / "largesse.db")
    await migrated(settings_in(tmp_path))
    async with open_reads(address, MODELS):
        books = Books(address=address)
        async with books.node() as node:
            await node.grant(1_000)
            over, running = await node.open_room(), await node.open_room()
            await node.give(over)
            await node.give(over, 2)
            await node.give(over, anonymous=True)
            await node.give(running, 2, gift_type="star")
            await close(node.journal, CloseOrder(caller_id=HOST, key=key(), content={}, room_id=over))
            await books.heard.until(1)
    assert (await verified(address)).clean
    return address


@pytest.mark.parametrize(
    ("wrong", "check", "detail"),
    [
        (
            "UPDATE combos SET quantity = 4, total_coins = 40 WHERE NOT running",
            "counted",
            "counts 4 for 40 coins, its gifts are 3 for 30",
        ),
        (
            "UPDATE combos SET total_diamonds = total_diamonds + 1 WHERE running",
            "counted",
            "counts 2 for 14 coins, its gifts are 2 for 14",
        ),
        ("DELETE FROM combos WHERE running", "counted", "belongs to a combo of others, or to none"),
        (
            "UPDATE combos SET sender_id = recipient_id, recipient_id = sender_id WHERE running",
            "counted",
            "belongs to a combo of others, or to none",
        ),
        (
            "UPDATE combos SET running = 0, reason = 'WINDOW_PASSED', ended_at = ends_at WHERE running",
            "ended",
            "has ended, and its room heard of its end 0 times",
        ),
        (
            "UPDATE combos SET running = 1, reason = '', ended_at = NULL WHERE NOT running",
            "ended",
            "runs, and its room heard of its end 1 times",
        ),
    ],
)
async def test_a_wrong_is_found(address: Address, wrong: str, check: str, detail: str) -> None:
    connection = sqlite3.connect(address.path)
    assert connection.execute(wrong).rowcount == 1
    connection.commit()
    connection.close()
    report = await verified(address)
    assert [(each.check, each.detail) for each in report.first] == [(check, detail)]
