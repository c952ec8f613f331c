"""
`largesse demo --workers`: one of its processes dies, and the room goes on.
"""

from __future__ import annotations

import os
import signal
import time
import urllib.error
from typing import TYPE_CHECKING, Any

import psutil

from .processes import ask, demo

if TYPE_CHECKING:
    from pathlib import Path

SEND = """mutation($input: GiftSendInput!) { giftSend(input: $input) {
  wallet { availableCoins } errors { ... on UserError { code } } } }"""
SECONDS = 30


def send(said: dict[str, Any], key: str) -> str:
    """Send a rose with a key until it is answered; the coins that are left."""
    gift = {"idempotencyKey": key, "roomId": said["room"], "giftType": "rose", "priceSeen": "1"}
    while True:
        try:
            answer = ask(said, SEND, said["tokens"]["viewer"], input=gift)
        except (urllib.error.URLError, ConnectionError):
            continue
        assert answer["data"]["giftSend"]["errors"] == []
        return str(answer["data"]["giftSend"]["wallet"]["availableCoins"])


def test_a_worker_is_killed_and_started_again_while_gifts_are_sent_and_the_books_balance(tmp_path: Path) -> None:
    with demo("--workers", "2", "--crowd", "6", cwd=tmp_path) as (process, said):
        family = [psutil.Process(pid) for pid in said["workers"]]
        assert len(family) == 2
        assert send(said, "before") == "4999"
        os.kill(said["workers"][0], signal.SIGKILL)
        assert [send(said, f"after {number}") for number in range(5)] == ["4998", "4997", "4996", "4995", "4994"]
        deadline = time.monotonic() + SECONDS
        while "Worker 1 serves again" not in process.errors:
            assert time.monotonic() < deadline, process.errors
        assert process.stop() == (0, "")
        assert f"kill -9 {said['workers'][0]}\n" in process.errors
        assert "Worker 1 has ended; whoever it served comes back to the others." in process.errors
        assert "The books balance" in process.errors
        assert "out of order" not in process.errors
    assert not any(worker.is_running() for worker in family)
