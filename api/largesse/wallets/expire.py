"""
`lotExpire`: what is left of a lot past its expiry goes to the platform, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import InvalidInput, NotFound
from largesse.ledger.account import PLATFORM_ID, AccountClass, platform_account
from largesse.ledger.deed import Decision, Deed, Posting, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.money import COIN, drawn_share
from largesse.wallets.draw import lot_after
from largesse.wallets.rows import LOTS, wallet_of

if TYPE_CHECKING:
    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal
    from largesse.wallets.rows import LotRow

OPERATION = "lotExpire"


@dataclass(frozen=True, slots=True, kw_only=True)
class LotExpire(Deed):
    """
    End a lot; its key derives from the lot, so that any node may do it and it happens once.

    Args:
        owner_id: whose wallet the lot is in.
        lot_id: the lot.
    """

    owner_id: str
    lot_id: str

    def needs(self, needs: Needs) -> None:
        """Name the wallet and the lot."""
        needs.wallet(wallet_of(self.owner_id))
        needs.row(LOTS, self.lot_id)

    def decide(self, state: State) -> Decision:
        """
        Book what is left as breakage; nothing if the lot was used up before.

        Raises:
            NotFound: the wallet has no such lot.
            InvalidInput: it has not expired yet.
        """
        lot = state.get(LOTS, self.lot_id)
        if lot is None or lot.wallet_id != wallet_of(self.owner_id).id:
            raise NotFound("lot", self.lot_id)
        if state.now < lot.expires_at:
            raise InvalidInput("lotId", "the lot has not expired yet")
        coins = lot.quantity - lot.used
        if not coins:
            return Decision(result={"coins": 0})
        ended = lot_after(lot, lot.quantity)
        return Decision(
            postings=self._breakage(lot, coins),
            writes=(Write(LOTS, ended),),
            result={"coins": coins},
            answer=ended,
        )

    def _breakage(self, lot: LotRow, coins: int) -> list[Posting]:
        postings = [
            Posting(wallet_of(self.owner_id), -coins),
            Posting(platform_account("coins_expired", COIN, AccountClass.INCOME), coins),
        ]
        cost = drawn_share(lot.cost_units, lot.quantity, lot.used, lot.quantity)
        if cost:
            liability = platform_account("coin_liability", lot.currency, AccountClass.LIABILITY)
            income = platform_account("breakage_income", lot.currency, AccountClass.INCOME)
            postings += [Posting(liability, -cost), Posting(income, cost)]
        return postings


async def expire(journal: Journal, owner_id: str, lot_id: str) -> Applied:
    """
    End a lot that has expired.

    Returns:
        The result `{"coins"}`: how many were left; the answer is the `LotRow`, or None if none were.

    Raises:
        NotFound: the wallet has no such lot.
        InvalidInput: it has not expired yet; the key is not used up.
    """
    deed = LotExpire(
        id=new_id(),
        caller_id=PLATFORM_ID,
        key=f"lot/{lot_id}/expire",
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, {"lot_id": lot_id}),
        owner_id=owner_id,
        lot_id=lot_id,
    )
    return await journal.submit(deed)
