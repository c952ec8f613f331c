"""
Periods of boards, which rooms, people and boards name alike.
"""

import strawberry

from largesse.boards import Period

BoardPeriod = Period
strawberry.enum(BoardPeriod, name="BoardPeriod")
