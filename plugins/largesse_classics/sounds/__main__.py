"""
Play every score into its file.
"""

import sys

from largesse_classics.drawn import MEDIA
from largesse_classics.sounds.playing import played
from largesse_classics.sounds.score import SCORES

for key, score in SCORES.items():
    content = played(score.parts, score.seconds)
    (MEDIA / f"{key}.wav").write_bytes(content)
    sys.stdout.write(f"{key}.wav: {score.seconds} s, {len(content)} bytes\n")
