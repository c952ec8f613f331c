"""
What becomes of each plugin of the hostile distribution.
"""

from __future__ import annotations

NOT_READY = "it was not ready within 2 seconds"

REFUSED = {
    "classics": "its name is already taken by a plugin of 'largesse'",
    "configuring-is-no-model": "its LARGESSE_CONFIG is Config, not a subclass of pydantic's BaseModel",
    "configuring-needs-a-secret": "LARGESSE_PLUGIN_CONFIGURING_NEEDS_A_SECRET_TOKEN is not set",
    "configuring-raises": "reading its configuration raised SystemExit: 3",
    "importing-exits": "importing it raised SystemExit: 3",
    "importing-hangs": NOT_READY,
    "importing-interrupts": "importing it raised KeyboardInterrupt",
    "importing-is-no-python": "importing it raised SyntaxError: invalid syntax (is_no_python.py, line 1)",
    "importing-misses": "importing it raised ModuleNotFoundError: No module named 'no_such_module'",
    "importing-raises": "importing it raised RuntimeError: hush",
    "importing-raises-oddly": "importing it raised Odd: odd",
    "importing-raises-unreadably": "importing it raised Unreadable: (its text raises, too)",
    "importing-sleeps": NOT_READY,
    "importing-spins": NOT_READY,
    "offering-answers-a-coroutine": (
        "largesse_gift_types answered a value of type coroutine, not an iterable of GiftType"
    ),
    "offering-answers-a-number": "largesse_gift_types answered a value of type int, not an iterable of GiftType",
    "offering-answers-nan": "largesse_gift_types()[0] is of type float, not GiftType",
    "offering-answers-none": "largesse_gift_types answered None, not an iterable of GiftType",
    "offering-answers-text": "largesse_gift_types answered a value of type str, not an iterable of GiftType",
    "offering-asks-for-more": "largesse_gift_types takes room; its signature has config",
    "offering-gives-for-nothing": (
        "largesse_gift_types raised ValueError: "
        "gift type 'free': price_coins must be a whole number from 1 to 1000000, not 0"
    ),
    "offering-is-async": "largesse_gift_types is `async def`; it must be a plain function",
    "offering-is-heavy": "reading the media of 'heavy' raised ValueError: 'heavy.svg' is larger than 2000000 bytes",
    "offering-is-misspelt": "there is no hook largesse_gift_type; did you mean largesse_gift_types?",
    "offering-is-of-the-future": "it was written for contract 99; this Largesse keeps 0",
    "offering-leaves-its-directory": (
        "reading the media of 'outside' raised ValueError: "
        "'secret.json' lies outside of 'largesse_hostile', the plugin's own directory"
    ),
    "offering-never-ends": "largesse_gift_types offers more than 10000 values",
    "offering-pays-the-sender": (
        "largesse_gift_types raised ValueError: "
        "gift type 'paying': price_coins must be a whole number from 1 to 1000000, not -1"
    ),
    "offering-raises": "largesse_gift_types raised BaseException: hush",
    "offering-says-no-contract": (
        "it does not say LARGESSE_CONTRACT, the contract it was written for; this Largesse keeps 0"
    ),
    "offering-takes-a-key": "the gift type 'rose' is already offered by the plugin 'classics'",
}
"""Why each of these is not loaded."""
SLOW = {name for name, reason in REFUSED.items() if reason == NOT_READY}
"""Those that take all the time they are given."""
HARMLESS = {"configuring-tells-secrets": "configured-tells-secrets", "offering-starts-threads": "threaded"}
"""Those that are loaded and only waste what is theirs, with the gift that each offers."""
TOLD_IN_VAIN = {
    "telling-exits": "SystemExit",
    "telling-raises": "ValueError",
    "telling-raises-unreadably": "Unreadable",
}
"""Those that fail whenever they are told, and what each raises: only that is said, since the rest may be private."""
TOLD_FOR_EVER = ("telling-hangs", "telling-sleeps", "telling-spins")
"""Those that never come back from being told."""
TOLD = ("telling-answers", "telling-changes-what-it-is-told")
"""Those that make of what they are told what they like."""
PRICED_IN_VAIN = {
    "pricing-answers-a-coroutine": "it is of type coroutine, not Price",
    "pricing-answers-nan": "it.coins is of type float, not int",
    "pricing-answers-none": "it is of type NoneType, not Price",
    "pricing-answers-text": "it is of type str, not Price",
    "pricing-answers-too-much": "it.coins does not fit a signed 64-bit integer",
    "pricing-changes-the-question": "it holds for more than a day",
    "pricing-exits": "it raised SystemExit",
    "pricing-hangs": "it did not return within 50 ms",
    "pricing-is-over-at-once": "it does not hold even when it is asked",
    "pricing-pays-the-sender": "its coins must be from 1 to 1000000, not -1",
    "pricing-raises": "it raised ValueError",
    "pricing-raises-unreadably": "it raised Unreadable",
    "pricing-sleeps": "it did not return within 50 ms",
    "pricing-spins": "it did not return within 50 ms",
    "pricing-stops-iterating": "it raised StopIteration",
}
"""Those whose gift is refused whenever it is asked for, and what is said of that."""
PRICED = ("pricing-prints", "pricing-starts-threads")
"""Those whose price is one, whatever else they do."""
READ_IN_VAIN = {
    "reading-answers-nan": "read()[0].rate.numerator is of type float, not int",
    "reading-answers-none": "it raised TypeError",
    "reading-hangs": "it did not return within 50 ms",
    "reading-never-ends": "the rate of EUR/USD is told twice",
    "reading-raises": "it raised OSError",
    "reading-spins": "it did not return within 50 ms",
}
"""Those that tell no exchange rate, and what is said of that."""
JUDGED_IN_VAIN = {
    "judging-answers-a-coroutine": (
        "the verdict of 'answers-a-coroutine' cannot be used: it is of type coroutine, not Verdict"
    ),
    "judging-answers-none": "the verdict of 'answers-none' cannot be used: it is of type NoneType, not Verdict",
    "judging-answers-text": "the verdict of 'answers-text' cannot be used: it is of type str, not Verdict",
    "judging-bends-its-verdict": (
        "the verdict of 'bends-its-verdict' cannot be used: a reason must be 200 printable characters at most"
    ),
    "judging-exits": "it raised SystemExit",
    "judging-raises": "it raised ValueError",
    "judging-spins": "it did not return within 50 ms",
}
"""Those that cannot judge what says `sin`, and what is said of that."""
JUDGED_FOR_EVER = ("judging-hangs", "judging-sleeps")
"""Those that never come back from judging what says `sin`."""
