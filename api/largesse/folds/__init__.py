"""
Folds: what only follows from a room's events, computed after them and computed again at will.
"""

from largesse.folds.fold import Fact, Fold, Naming
from largesse.folds.folds import Folds
from largesse.folds.limits import FoldLimits
from largesse.folds.means import FoldMeans
from largesse.folds.rows import CURSORS, CursorRow
from largesse.folds.shelf import Shelf

__all__ = ["CURSORS", "CursorRow", "Fact", "Fold", "FoldLimits", "FoldMeans", "Folds", "Naming", "Shelf"]
