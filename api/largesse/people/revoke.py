"""
`accessRevoke`: what was issued to somebody gives nothing from now on, or one token does not.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from largesse.errors import InvalidInput
from largesse.ledger.deed import Decision, Deed, Event, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.people.rows import ACCESS_STREAM, REVOCATIONS, RevocationRow, Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "accessRevoke"
EVENT = "accessRevoked"
REASON_LENGTH_MAX = 500
_TOKENS = uuid.UUID("0d7b5a3e-98f4-5c1d-8e07-c3b1f2a4d596")
"""The namespace of tokens' identifiers; revocations in every database name them so, so it never changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeOrder:
    """
    What an operator asks for.

    Args:
        caller_id: the operator.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        target: what is meant.
        target_id: the person, or the token as `token_key` names it.
        reason: why, in 1 to 500 characters.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    target: Target
    target_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRevoke(Deed):
    """Revoke; of a person it may be said again, and then holds for what was issued meanwhile too."""

    order: RevokeOrder

    def needs(self, needs: Needs) -> None:
        """Name the revocation before this one."""
        needs.row(REVOCATIONS, self.order.target_id)

    def decide(self, state: State) -> Decision:
        """Write the revocation, and tell every node."""
        order = self.order
        known = state.get(REVOCATIONS, order.target_id)
        # The database's clock may have been set back; what was revoked stays so.
        revoked_at = max(state.now, known.revoked_at) if known else state.now
        version = known.version + 1 if known else 1
        row = RevocationRow(
            order.target_id, order.target.value, order.reason.strip(), order.caller_id, revoked_at, version
        )
        told = {"target_id": row.target_id, "kind": row.kind, "revoked_at": revoked_at}
        return Decision(
            writes=(Write(REVOCATIONS, row),),
            events=(Event(ACCESS_STREAM, EVENT, orjson.dumps(told).decode()),),
            result={"revoked_at": revoked_at},
            answer=row,
        )


async def revoke(journal: Journal, order: RevokeOrder) -> Applied:
    """
    Revoke somebody's access, or a token.

    Returns:
        The result `{"revoked_at"}`; the answer is the `RevocationRow`.

    Raises:
        InvalidInput: the reason is empty or too long.
        KeyReused: the key stands for something else.
    """
    failure = None
    if not 0 < len(order.reason.strip()) <= REASON_LENGTH_MAX:
        failure = InvalidInput("reason", f"it must have 1 to {REASON_LENGTH_MAX} letters")
    deed = AccessRevoke(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        failure=failure,
        order=order,
    )
    return await journal.submit(deed)


def token_key(token_id: str) -> str:
    """Return the identifier of a token: its `jti` may be any text, and may tell of a person."""
    return str(uuid.uuid5(_TOKENS, token_id))
