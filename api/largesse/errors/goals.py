"""
Refusals of goals: where none are wanted, and where there are enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from largesse.errors.tree import Refusal


@dataclass(eq=False)
class GoalsRefused(Refusal):
    """The host of this room wants no goals."""

    code: ClassVar[str] = "GOALS_REFUSED"
    room_id: str

    def __str__(self) -> str:
        return "The room's host wants no goals."


@dataclass(eq=False)
class GoalsFull(Refusal):
    """The room has as many goals as it may have, at a time or ever."""

    code: ClassVar[str] = "GOALS_FULL"
    room_id: str
    goals_max: int

    def __str__(self) -> str:
        return f"The room has {self.goals_max} goals already, which are as many as it may have."
