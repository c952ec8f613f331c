"""
Where the sounds come from: `python -m largesse_seasons.sounds` plays the scores, with the voices of the classics.

Nothing here is imported when the plugin is loaded; the files are shipped.
"""
