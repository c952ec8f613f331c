"""
Drivers: how each client follows a room and tells what it sees.
"""

from .driver import Asked, Driver
from .programs import Program, ProgramDriver
from .python import PythonDriver

__all__ = ["Asked", "Driver", "Program", "ProgramDriver", "PythonDriver"]
