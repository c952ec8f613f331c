"""
Workers: how a plugin's code is called while the server serves, in threads of its own and with a deadline.
"""

from largesse.plugins.workers.crew import WorkerLimits
from largesse.plugins.workers.figures import Budget, HookFigures, Standing
from largesse.plugins.workers.record import Quarantine
from largesse.plugins.workers.workers import Workers

__all__ = ["Budget", "HookFigures", "Quarantine", "Standing", "WorkerLimits", "Workers"]
