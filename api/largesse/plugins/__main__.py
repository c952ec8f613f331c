"""
`python -m largesse.plugins DIRECTORY`: write the reference for authors of plugins, as docs/reference holds it.
"""

import sys
from pathlib import Path

from largesse.plugins.reference import pages

if len(sys.argv) != 2:  # noqa: PLR2004 - the program and its one argument
    sys.exit("usage: python -m largesse.plugins DIRECTORY")
for place, text in pages().items():
    file = Path(sys.argv[1]) / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
