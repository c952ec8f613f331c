"""
`python -m largesse.settings`: print the reference of all settings.
"""

import sys

from largesse.settings import settings_reference

sys.stdout.write(settings_reference())
