"""
It imports what is not there.
"""

import no_such_module

LARGESSE_CONTRACT = no_such_module.CONTRACT
