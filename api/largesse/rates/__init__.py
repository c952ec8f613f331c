"""
Rates: how much somebody asks for in a minute, counted in this process or by all nodes together.
"""

from largesse.rates.rates import Rates

__all__ = ["Rates"]
