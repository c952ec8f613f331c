"""
`python -m pytest_largesse`: print the reference of the test kit.
"""

import sys

from pytest_largesse.reference import reference

sys.stdout.write(reference())
