"""
Play every score into its file.
"""

from largesse_classics.drawn import MEDIA
from largesse_classics.sounds.playing import write
from largesse_classics.sounds.score import SCORES

write(SCORES, MEDIA)
