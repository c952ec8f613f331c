"""
The doctor: what is wrong with a plugin, and how to mend it.
"""

from largesse.plugins.doctor.declared import undeclared
from largesse.plugins.doctor.examination import examine
from largesse.plugins.doctor.finding import Finding, Severity

__all__ = ["Finding", "Severity", "examine", "undeclared"]
