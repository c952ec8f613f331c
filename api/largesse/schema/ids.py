"""
Opaque ids and cursors: what a client hands back to us unread.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

from strawberry.scalars import ID
from strawberry.types.unset import UNSET

from largesse.errors import InvalidInput

LENGTH_MAX = 512
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def sealed(kind: str, key: str) -> str:
    """Return a kind and a key as opaque text."""
    return urlsafe_b64encode(f"{kind}:{key}".encode()).rstrip(b"=").decode()


def opened(text: str) -> tuple[str, str] | None:
    """Return the kind and the key that were sealed, or None if they were not."""
    if not 0 < len(text) <= LENGTH_MAX:
        return None
    try:
        plain = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii")
    except (NotBase64, UnicodeError, ValueError):
        return None
    kind, colon, key = plain.partition(":")
    # Whoever reads text that is not ours, or in another spelling than ours, would take two ids for two things.
    return (kind, key) if colon and "\0" not in key and sealed(kind, key) == text else None


def global_id(kind: str, key: str) -> ID:
    """Return the id of a node: unique over all kinds, and opaque."""
    return ID(sealed(kind, key))


def key_of(kind: str, text: str, path: str) -> str:
    """
    Return the uuid that an id of one kind stands for.

    Args:
        kind: the name of the type that is wanted, such as `Room`.
        text: what the client sent.
        path: where it stands in the input.

    Raises:
        InvalidInput: it is not an id of that kind.
    """
    found = opened(text)
    if found is None or found[0] != kind or not is_uuid(found[1]):
        raise InvalidInput(path, f"it must be the id of a {kind}")
    return found[1]


def key_if_given(kind: str, text: str | None, path: str) -> str | None:
    """
    Return the uuid that an id stands for, or None where it was left out or null.

    Text that is empty is an id that is wrong: who sends it meant somebody, and would get somebody else.

    Args:
        kind: as `key_of` takes it.
        text: what the client sent, if it did.
        path: where it stands in the input.

    Raises:
        InvalidInput: it is not an id of that kind.
    """
    return None if text is None or text is UNSET else key_of(kind, text, path)


def is_uuid(text: str) -> bool:
    """Tell whether text is a uuid as we write them."""
    return _UUID.fullmatch(text) is not None
