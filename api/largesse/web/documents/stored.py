"""
Stored documents: those of manifests, and those that clients store by their hash.

A document is named by what its manifest calls it or by the SHA-256 of its text. What a client stores (automatic
persisted queries) is kept in this process alone and within bounds: a client that is told `PERSISTED_QUERY_NOT_FOUND`
sends the text once more.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from largesse.errors import ConfigurationError
from largesse.web.codes import Code
from largesse.web.documents.manifests import digest_of
from largesse.web.faults import DocumentFault, error_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from largesse.web.documents.manifests import StoredDocument
    from largesse.web.requests import GraphRequest

LEARNT_CHARACTERS_MAX = 4_194_304
"""Text that clients may store altogether: some thousand documents of a front-end, or sixteen as large as a body."""


class StoredDocuments:
    """
    The documents that a name may stand for.

    Args:
        documents: of the manifests; each name stands for one.
        trusted_only: no other documents are executed, and clients store none.
        learnt_max: how many documents clients may store; the one used longest ago is forgotten first.
    """

    def __init__(self, documents: Sequence[StoredDocument], *, trusted_only: bool, learnt_max: int) -> None:
        self._documents = documents
        self._texts = {name: each.text for each in documents for name in (each.name, digest_of(each.text))}
        self._trusted = frozenset(self._texts.values()) if trusted_only else None
        self._learnt_max = 0 if trusted_only else learnt_max
        self._learnt: OrderedDict[str, str] = OrderedDict()
        self._learnt_characters = 0

    def check(self, executable: Callable[[str], None]) -> None:
        """
        Hold that every document of the manifests may be executed.

        Args:
            executable: raises `RequestFault` for a text that may not.

        Raises:
            ConfigurationError: one may not; it is named.
        """
        for name, text, source in self._documents:
            try:
                executable(text)
            except DocumentFault as refused:
                reason = refused.errors[0]["message"]
                raise ConfigurationError(
                    f"The document {name} of the manifest {source} will not do: {reason}"
                ) from None

    def text_of(self, asked: GraphRequest) -> str:
        """
        Return the text of the document that is asked for.

        Raises:
            DocumentFault: its name stands for nothing or for another text, or it is not one that is trusted.
        """
        name, text = asked.document_id, asked.query
        stored = (self._texts.get(name) or self._learnt.get(name)) if name else None
        if stored is not None:
            if text not in {None, stored}:
                raise _mismatch()
            return stored
        if self._trusted is not None:
            if text not in self._trusted:
                raise _refused(
                    Code.DOCUMENT_NOT_TRUSTED, "Only documents that were stored beforehand are executed here."
                )
        elif text is None:
            # These two messages are what clients of Apollo's protocol look for.
            if self._learnt_max:
                raise _refused(Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
            raise _refused(Code.PERSISTED_QUERY_NOT_SUPPORTED, "PersistedQueryNotSupported")
        elif name is not None and digest_of(text) != name:
            raise _mismatch()
        return text

    def learn(self, name: str, text: str) -> None:
        """
        Keep a document that may be executed, as a client asked for, unless it is stored already or nothing is kept.

        Args:
            name: as `text_of` has found it right.
            text: the document.
        """
        if not self._learnt_max or name in self._texts:
            return
        if name not in self._learnt:
            self._learnt_characters += len(text)
        self._learnt[name] = text
        self._learnt.move_to_end(name)
        while len(self._learnt) > self._learnt_max or self._learnt_characters > LEARNT_CHARACTERS_MAX:
            _, forgotten = self._learnt.popitem(last=False)
            self._learnt_characters -= len(forgotten)


def _mismatch() -> DocumentFault:
    return _refused(Code.PERSISTED_QUERY_HASH_MISMATCH, "The document's name is not the SHA-256 of its text.")


def _refused(code: Code, message: str) -> DocumentFault:
    return DocumentFault([error_of(code, message)])
