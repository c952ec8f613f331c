"""
The codes of errors at the top of an answer that are the doors' own; what a deed is refused for has `ErrorCode`.
"""

from enum import StrEnum


class Code(StrEnum):
    """
    What is wrong with a request; below each what it means, and then what a client should do.

    `largesse errors` tells them to front-end developers, and a test brings each about over HTTP.
    """

    BAD_REQUEST = "BAD_REQUEST"
    """
    The request is no GraphQL request: its JSON, its members or its parameters are not as they should be.

    Mend the client; the message says what is odd.
    """
    BAD_USER_INPUT = "BAD_USER_INPUT"
    """
    A variable or an argument is of another type than the schema's, such as a float for a `BigInt`.

    Mend the client; the message names the value. Nothing was executed.
    """
    DOCUMENT_NOT_TRUSTED = "DOCUMENT_NOT_TRUSTED"
    """
    This server executes stored documents only, and this one is not stored.

    Deploy the client's manifest with the server, and send the document by its id.
    """
    FORBIDDEN = "FORBIDDEN"
    """
    The page that asks is of another origin, or the token may not do this.

    Have the operator allow the origin with `LARGESSE_ALLOWED_ORIGINS`; sign in as somebody who may.
    """
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    """
    The document is not GraphQL.

    Mend the client; `locations` says where.
    """
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    """
    The document does not fit the schema.

    Mend the client, and generate its types anew; `locations` says where.
    """
    INTERNAL = "INTERNAL"
    """
    The server failed in a way that nobody expected, and has logged it under `id`.

    Tell the operator the id. Repeat a mutation with its key: it is done once, whatever became of it.
    """
    INTROSPECTION_DISABLED = "INTROSPECTION_DISABLED"
    """
    The operator has switched introspection off.

    Take `schema.graphql` from the release that the server runs.
    """
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    """
    The request goes past a limit, which `limit` names and `maximum` tells.

    Ask for less at once; `serverInfo` tells the limits beforehand.
    """
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    """
    The method is not served here, or not for a mutation.

    Send mutations by POST; the header `Allow` names what is served.
    """
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    """
    The request accepts no media type that is answered, or for a subscription no transport that is switched on.

    Accept `application/graphql-response+json` or `application/json`, and for a subscription what the message names.
    """
    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    """
    It is not clear which operation of the document is meant.

    Name one of them in `operationName`.
    """
    PERSISTED_QUERY_HASH_MISMATCH = "PERSISTED_QUERY_HASH_MISMATCH"
    """
    The document is not the one that its hash names.

    Send the SHA-256 of the very text that is sent, in hexadecimal.
    """
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    """
    The server does not know the document of this hash or id.

    Send the text along once, as clients of automatic persisted queries do by themselves.
    """
    PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
    """
    The server remembers no documents that clients send.

    Send the text each time.
    """
    RATE_LIMITED = "RATE_LIMITED"
    """
    The caller, or its address, has asked for more in a minute than it may, as `limit` and `maximum` tell.

    Ask again after `retryAfterSeconds`, which the header `Retry-After` says as well. Nothing was executed.
    """
    TIMEOUT = "TIMEOUT"
    """
    The request took longer than the server gives it.

    Ask for less, or again later. Repeat a mutation with its key, which tells whether it was done.
    """
    TOO_SLOW = "TOO_SLOW"
    """
    The reader of a stream took nothing for fifteen seconds of what waited for it, and the stream was ended.

    Come back with the last cursor: nothing is lost.
    """
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    """
    The body is not JSON in UTF-8, or is compressed.

    Send `application/json`; files are not taken.
    """
