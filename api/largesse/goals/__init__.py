"""
Goals: what a room wants to reach together, and how far it has got.
"""

from largesse.goals.fold import FOLD, GoalFold
from largesse.goals.notices import GoalNotices

__all__ = ["FOLD", "GoalFold", "GoalNotices"]
