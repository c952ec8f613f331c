"""
Where the sounds come from: `python -m largesse_classics.sounds` plays the scores into the files of `media/`.

Nothing here is imported when the plugin is loaded; the files are shipped.
"""
