"""
What an operator may choose, refused where it makes no sense.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import Field, InstanceOf, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from largesse.settings.plugin_values import PluginValues

PREFIX = "LARGESSE_"
CONFIG_VARIABLE = "LARGESSE_CONFIG"


class Transport(StrEnum):
    """Ways by which a subscription is told."""

    WEBSOCKET = "websocket"
    """A websocket with graphql-transport-ws."""
    EVENT_STREAM = "event-stream"
    """Server-sent events, as graphql-sse has them."""
    MULTIPART = "multipart"
    """Parts of one HTTP answer, as Apollo's clients read them."""


LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

Words = Annotated[tuple[str, ...], NoDecode]
Port = Annotated[int, Field(ge=0, le=65_535)]
Positive = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0, le=3_600, allow_inf_nan=False)]
ClaimName = Annotated[str, Field(min_length=1, max_length=255)]


class Settings(BaseSettings):
    """
    All settings; `load_settings` gathers them, and this constructor takes nothing but its arguments.

    Durations are in seconds, sizes in bytes.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    data_dir: Path = Field(
        default=Path("largesse-data"), description="Directory of what the server keeps: the SQLite file and its lock."
    )
    database: SecretStr | None = Field(
        default=None,
        description="Address of the database, `postgresql://user:password@host/name`;"
        " without one, a SQLite file in the data directory.",
    )
    database_pool_min: Positive = Field(default=2, description="Connections to PostgreSQL that are kept open.")
    database_pool_max: Positive = Field(default=10, description="Connections to PostgreSQL at most.")
    serve_role: str | None = Field(
        default=None,
        description="PostgreSQL role that `migrate` grants serving to; `serve` connects as a member of it.",
    )
    bus: SecretStr = Field(
        default=SecretStr("local"), description="What carries events between nodes: `local`, or `valkey://host:port`."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: Port = Field(default=8000, description="Port to listen on; 0 takes a free one.")
    workers: Annotated[int, Field(ge=1, le=256)] = Field(
        default=1, description="Processes that share the port; more than one need PostgreSQL and a bus."
    )
    drain_seconds: Annotated[float, Field(ge=0, le=3_600, allow_inf_nan=False)] = Field(
        default=0,
        description="How long a server that is told to stop goes on serving while `/readyz` answers 503, so that"
        " whoever sends it calls stops first.",
    )
    shutdown_seconds: Seconds = Field(default=8, description="How long a stop waits for calls in flight.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level that is logged."
    )

    token_secret: SecretStr | None = Field(
        default=None, description="Secret that the host platform signs bearer tokens with (HS256), at least 32 bytes."
    )
    token_jwks: str | None = Field(
        default=None,
        description="Keys that the host platform signs bearer tokens with (RS256, PS256, ES256, EdDSA): a file with a"
        " JSON Web Key Set, or its address, https or on the loopback http. May be set beside a secret.",
    )
    token_jwks_refresh_seconds: Seconds = Field(default=300, description="Age at which these keys are fetched again.")
    token_jwks_age_seconds_max: Annotated[int, Field(ge=60, le=604_800)] = Field(
        default=86_400, description="Age up to which these keys are used while they cannot be fetched."
    )
    token_issuer: str | None = Field(default=None, description="Issuer that a token must name; any, if not set.")
    token_audience: str | None = Field(default=None, description="Audience that a token must name; any, if not set.")
    token_leeway_seconds: Annotated[int, Field(ge=0, le=600)] = Field(
        default=60, description="How far the clocks of issuer and server may differ."
    )
    room_token_secret: SecretStr | None = Field(
        default=None,
        description="Secret that this server signs room tokens with, at least 32 bytes and the same on every node;"
        " derived from the token secret, if not set. Without either there are no room tokens.",
    )
    room_token_seconds: Annotated[int, Field(ge=1, le=86_400)] = Field(
        default=3_600,
        description="How long a room token is good for; the token it was asked for with ends it too.",
    )
    claim_subject: ClaimName = Field(default="sub", description="Claim that names the person.")
    claim_roles: ClaimName = Field(default="roles", description="Claim that lists the person's roles.")
    claim_region: ClaimName = Field(default="region", description="Claim with the person's ISO 3166 region.")
    claim_age_min: ClaimName = Field(default="age_min", description="Claim with the age that the person certainly has.")
    claim_level: ClaimName = Field(default="level", description="Claim with the level that the person has reached.")
    claim_name: ClaimName = Field(default="name", description="Claim with the name to show.")
    claim_picture: ClaimName = Field(default="picture", description="Claim with the address of a picture.")
    claim_locale: ClaimName = Field(default="locale", description="Claim with the person's locale.")
    claim_expires_at: ClaimName = Field(default="exp", description="Claim with the end of the token's time.")
    claim_issued_at: ClaimName = Field(default="iat", description="Claim with the time of issue.")
    claim_token_id: ClaimName = Field(default="jti", description="Claim that identifies the token.")
    claim_audience: ClaimName = Field(default="aud", description="Claim that names the audience.")
    claim_issuer: ClaimName = Field(default="iss", description="Claim that names the issuer.")

    load_plugins: Words = Field(
        default=(),
        description="Plugins to load beside the bundled ones, `name` or `name==version`, with commas between.",
    )
    safe_mode: bool = Field(default=False, description="Load no plugins but the bundled ones.")
    strict: bool = Field(default=False, description="Refuse to start if an enabled plugin is not loaded.")
    plugins: InstanceOf[PluginValues] = Field(
        default_factory=PluginValues,
        repr=False,
        exclude=True,
        description="What is said to plugins: tables by their names, each of which the plugin itself validates.",
    )
    faults_max: Positive = Field(
        default=5, description="Faults of one plugin within `faults_seconds` that put it in quarantine."
    )
    faults_seconds: Seconds = Field(default=60, description="The time within which a plugin's faults count.")

    boards_time_zone: str = Field(
        default="UTC",
        description="IANA time zone in which the days, weeks and months of boards begin, the same on every node; after"
        " a change, `largesse rooms rebuild` counts what was given before.",
    )
    combo_window_seconds: Annotated[float, Field(ge=0.1, le=3_600, allow_inf_nan=False)] = Field(
        default=5, description="How long a combo waits for its sender's next gift; the same on every node."
    )

    journal_batch_max: Positive = Field(default=256, description="Deeds that are committed together at most.")
    journal_queue_max: Positive = Field(
        default=20_000, description="Deeds that may wait; more are refused as OVERLOADED."
    )
    journal_deadline_seconds: Seconds = Field(default=4.5, description="How old a deed may be when it is committed.")
    journal_remember_rows: bool = Field(default=True, description="Keep rows in memory between batches.")

    messages_per_minute: Positive = Field(
        default=20, description="Messages that one person may write in one room in a minute, on all nodes together."
    )

    body_bytes_max: Positive = Field(
        default=262_144, description="Size of a request's body or a socket's message at most."
    )
    request_seconds: Seconds = Field(default=10, description="How long a request may take, and its body may drip in.")
    tokens_max: Positive = Field(default=2_000, description="Tokens of a document at most.")
    depth_max: Positive = Field(default=15, description="Depth of a document's selections at most, fragments followed.")
    aliases_max: Positive = Field(default=30, description="Aliases in a document at most.")
    operations_max: Positive = Field(default=50, description="Operations in a document at most.")
    fields_max: Positive = Field(default=1_000, description="Fields of a document at most, fragments written out.")
    root_fields_max: Positive = Field(
        default=100, description="Fields at the root of an operation at most, fragments written out."
    )
    directives_max: Positive = Field(default=50, description="Directives in a document at most.")
    list_items_max: Positive = Field(
        default=500, description="Items of one list at most, in a document or in variables."
    )
    string_length_max: Positive = Field(
        default=131_072, description="Characters of one string at most, in a document or in variables."
    )
    variables_max: Positive = Field(
        default=2_000,
        description="Values in an operation's variables at most, those in lists and objects included.",
    )
    variables_depth_max: Annotated[int, Field(ge=1, le=100)] = Field(
        default=10, description="Levels of lists and objects in variables at most."
    )
    documents_max: Positive = Field(default=1_000, description="Parsed and validated documents that are remembered.")
    document_manifests: Words = Field(
        default=(),
        description="Files of stored documents, as graphql-codegen, relay-compiler and Apollo write them, with commas"
        " between.",
    )
    trusted_documents: bool = Field(default=False, description="Execute the documents of the manifests and no others.")
    persisted_queries_max: Annotated[int, Field(ge=0)] = Field(
        default=1_000, description="Documents that clients may store by their hash; 0 switches that off."
    )
    introspection: bool = Field(default=True, description="Let clients ask for the schema, by `__schema` and `__type`.")
    allowed_origins: Words = Field(
        default=(),
        description="Other origins whose pages may read answers and open a socket, with commas between; `*` for any.",
    )
    transports: Annotated[tuple[Transport, ...], NoDecode] = Field(
        default=tuple(Transport),
        description="Ways by which subscriptions are told, with commas between; what is left out is answered with 406.",
    )
    connection_init_seconds: Seconds = Field(
        default=5, description="How long a socket may wait before `connection_init`."
    )
    heartbeat_seconds: Seconds = Field(
        default=15,
        description="Time between pings; a socket that leaves one unanswered for half of it is closed.",
    )
    socket_operations_max: Positive = Field(default=100, description="Operations on one socket at the same time.")
    socket_queue_bytes_max: Positive = Field(
        default=262_144, description="Bytes that may wait for a slow reader of a socket; past it, its operations wait."
    )
    cost_max: Positive = Field(
        default=10_000, description="What an operation may cost at most, by the weights of [limits](limits.md)."
    )
    cost_in_answers: bool = Field(
        default=True, description="Tell in `extensions.cost` what was asked for and what it came to."
    )
    caller_cost_max: Positive | None = Field(
        default=None, description="What one caller's operations may cost in a minute; as much as it likes, if not set."
    )
    address_cost_max: Positive | None = Field(
        default=None,
        description="What the operations from one address may cost in a minute, with tokens and without; as much as it"
        " likes, if not set.",
    )
    caller_sockets_max: Positive = Field(
        default=2_000,
        description="Sockets that one caller, or one address without a token, may have open at the same time.",
    )
    caller_streams_max: Positive = Field(
        default=2_000, description="Event streams that one caller or address may have open at the same time."
    )
    caller_subscriptions_max: Positive = Field(
        default=5_000, description="Subscriptions that one caller or address may have open, on whatever transport."
    )
    caller_operations_max: Positive = Field(
        default=256, description="Queries and mutations of one caller or address that may be under way together."
    )
    caller_cost_at_once_max: Positive = Field(
        default=20_000,
        description="What one caller's operations and events may cost together that are executed at the same time; the"
        " rest of them wait for their turn, and other callers do not.",
    )
    proxies_trusted: Annotated[int, Field(ge=0, le=16)] = Field(
        default=0,
        description="Proxies in front of the server, each of which writes X-Forwarded-For: with none, the header is"
        " not read.",
    )
    keepalive_seconds: Seconds = Field(
        default=30,
        description="How long an idle connection is kept, a request's head may drip in, and an answer stay unread.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the names are the library's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - read by load_settings, never unasked
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - there is none
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - there are none
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take nothing but the arguments."""
        return (init_settings,)

    @field_validator("load_plugins", "allowed_origins", "document_manifests", "transports", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(word.strip() for word in value.split(",") if word.strip())
        return value

    @field_validator("plugins", mode="before")
    @classmethod
    def _tables(cls, value: object) -> object:
        return PluginValues(tables=value) if isinstance(value, Mapping) else value

    @field_validator("database")
    @classmethod
    def _known_database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            message = "must begin with postgresql://"
            raise ValueError(message)
        return value

    @field_validator("boards_time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            message = "must be a name of the IANA time zone database, such as Europe/Berlin"
            raise ValueError(message)
        return value

    @field_validator("bus")
    @classmethod
    def _known_bus(cls, value: SecretStr) -> SecretStr:
        address = value.get_secret_value()
        if address != "local" and not address.startswith(("valkey://", "valkeys://", "redis://", "rediss://")):
            message = "must be local or begin with valkey://"
            raise ValueError(message)
        return value

    @field_validator("token_jwks")
    @classmethod
    def _guarded_keys(cls, value: str | None) -> str | None:
        """Whoever can change the keys on their way could sign any token."""
        if value is not None and value.startswith("http://") and urlsplit(value).hostname not in LOOPBACK:
            message = "must begin with https://, or be on the loopback"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _ordered_pool(self) -> Self:
        if self.database_pool_min > self.database_pool_max:
            message = "database_pool_min must not be greater than database_pool_max"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _something_to_trust(self) -> Self:
        if self.trusted_documents and not self.document_manifests:
            message = "trusted_documents needs document_manifests, or no document would be executed"
            raise ValueError(message)
        return self


SECRETS = ("bus", "database", "room_token_secret", "token_secret")
"""Fields that may also be given as the name of a file that holds them, with `_file` behind the name."""
