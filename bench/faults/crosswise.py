"""
Sixty-four clients move value between four accounts, both ways at once, on one node and on two.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.faults.arena import arena
from bench.faults.result import Result, rounded
from largesse.app import verified
from largesse.errors import InsufficientCoins
from largesse.ledger.account import AccountClass, AccountMode, person_account, platform_account
from largesse.ledger.deed import Decision, Deed, Posting
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.ledger.journal import Journal
from largesse.ledger.store.postgresql.store import PostgresqlStore
from largesse.ledger.store.sqlite.store import SqliteStore
from largesse.tables import TABLES

if TYPE_CHECKING:
    from largesse.ledger.account import Account
    from largesse.ledger.deed import Needs, State

CLIENTS, ACCOUNTS, UNITS = 64, 4, 1_000
LONGEST_SECONDS = 5.0
_SOURCE = platform_account("bench_issued", "XTS", AccountClass.ASSET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Deed):
    """Move units from one account to another, or from the platform if there is no source."""

    source: Account | None
    target: Account
    units: int

    def needs(self, needs: Needs) -> None:
        """Name both accounts."""
        needs.wallet(self.target)
        if self.source is not None:
            needs.wallet(self.source)

    def decide(self, state: State) -> Decision:
        """Move, if the source has as much."""
        if self.source is not None:
            row = state.account(self.source)
            if row is None or row.balance < self.units:
                raise InsufficientCoins(self.units, row.balance if row is not None else 0)
        source = self.source or _SOURCE
        return Decision(postings=(Posting(source, -self.units), Posting(self.target, self.units)))


async def crosswise(dialect: str, seconds: float) -> Result:
    """
    Move both ways between four accounts.

    Args:
        dialect: PostgreSQL gets two nodes, SQLite one.
        seconds: for how long.
    """
    async with arena(dialect) as where:
        if dialect == "sqlite":
            journals = [Journal(SqliteStore(where.address.path, TABLES))]
        else:
            journals = [Journal(PostgresqlStore(where.address.dsn, TABLES)) for _ in range(2)]
        accounts = [person_account(new_id(), "bench", "XTS", AccountMode.WALLET) for _ in range(ACCOUNTS)]
        await asyncio.gather(*(journals[0].submit(_move(None, account, UNITS)) for account in accounts))
        run = _Run(journals, accounts)
        end = time.monotonic() + seconds
        await asyncio.gather(*(run.client(number, end) for number in range(CLIENTS)))
        for journal in journals:
            await journal.close()
        report = await verified(where.address)
    longest = max(run.seconds)
    figures: dict[str, object] = {
        "moved": run.moved,
        "refused": run.refused,
        "failed": sorted(run.failed),
        "longest_seconds": rounded(longest),
        "differences": report.differences,
    }
    passed = report.clean and not run.failed and longest <= LONGEST_SECONDS and run.moved > 0
    return Result(f"crosswise by {CLIENTS} clients on {ACCOUNTS} accounts, {dialect}", passed, figures)


class _Run:
    def __init__(self, journals: list[Journal], accounts: list[Account]) -> None:
        self._journals = journals
        self._accounts = accounts
        self.moved = self.refused = 0
        self.failed: set[str] = set()
        self.seconds: list[float] = []

    async def client(self, number: int, end: float) -> None:
        dice = random.Random(number)  # noqa: S311 - amounts, not secrets
        journal = self._journals[number % len(self._journals)]
        while (begun := time.monotonic()) < end:
            source, target = dice.sample(self._accounts, 2)
            try:
                await journal.submit(_move(source, target, dice.randint(1, UNITS)))
                self.moved += 1
            except InsufficientCoins:
                self.refused += 1
            except Exception as fault:  # noqa: BLE001 - whatever reaches a client is what is looked for
                self.failed.add(f"{type(fault).__name__}: {fault}")
            self.seconds.append(time.monotonic() - begun)


def _move(source: Account | None, target: Account, units: int) -> Move:
    key = new_id()
    print_of = fingerprint("benchMove", {"units": units})
    return Move(
        id=new_id(),
        caller_id=target.owner_id,
        key=key,
        operation="benchMove",
        fingerprint=print_of,
        source=source,
        target=target,
        units=units,
    )
