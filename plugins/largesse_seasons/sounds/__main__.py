"""
Play every score into its file.
"""

from largesse_classics.sounds.playing import write
from largesse_seasons.gifts import MEDIA
from largesse_seasons.sounds.score import SCORES

write(SCORES, MEDIA)
