"""
`python -m largesse.testing.contract.elsewhere MODULE NAME CONFIG`: a plugin's prices in this process, one a line.
"""

from __future__ import annotations

import json
import sys
from dataclasses import astuple

from largesse.testing.contract.pricing import questions
from largesse.testing.contract.subject import subject_of


def main() -> None:
    """Print them; the configuration is JSON."""
    _, module, name, config = sys.argv
    subject = subject_of(module, name, config=json.loads(config))
    for gift_type, question in questions(subject):
        if gift_type.pricing is not None:
            sys.stdout.write(f"{(gift_type.key, *astuple(gift_type.pricing(question)))}\n")


if __name__ == "__main__":
    main()
