"""
Sentences: how a reason that somebody else worded is put into one, whatever it ends with.
"""

_ENDS = (".", "?", "!", "…")


def ended(text: str) -> str:
    """Return a text that ends as a sentence does: with a full stop, unless it has an end of its own."""
    return text if text.endswith(_ENDS) else f"{text}."


def followed(text: str, more: str) -> str:
    """Return a text and what follows it as a sentence: after a semicolon, or anew if the text has ended."""
    return ended(f"{text} {more[:1].upper()}{more[1:]}" if text.endswith(_ENDS) else f"{text}; {more}")
