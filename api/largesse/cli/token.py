"""
`largesse token`: sign a bearer token, for trying out what a host platform would sign.
"""

import sys
from typing import Annotated

import typer

from largesse.cli.options import Config
from largesse.clock import MICROSECONDS, SystemClock
from largesse.errors import ConfigurationError
from largesse.people.admission import token_rules
from largesse.people.caller import Caller, Role, person_id
from largesse.people.tokens import sign
from largesse.settings import load_settings

SECONDS_MAX = 366 * 86_400
"""A token that is signed by hand lasts a year at most."""


def register(root: typer.Typer) -> None:
    """Add the command."""
    root.command("token")(token)


def token(  # noqa: PLR0913 - one option for each claim
    subject: Annotated[str, typer.Argument(help="Who it is, in the words of the host platform.")],
    *,
    role: Annotated[
        list[Role] | None, typer.Option("--role", help="What the person may be; may be given more than once.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="ISO 3166 region, such as US or US-CA.")] = None,
    age_min: Annotated[int | None, typer.Option(help="Age in years that the person certainly has.")] = None,
    level: Annotated[int | None, typer.Option(help="Level that the person has reached on the platform.")] = None,
    name: Annotated[str | None, typer.Option(help="Name to show.")] = None,
    locale: Annotated[str | None, typer.Option(help="Locale, such as en or pt-BR.")] = None,
    token_id: Annotated[
        str | None, typer.Option("--id", help="What identifies the token, so that it can be revoked alone.")
    ] = None,
    seconds: Annotated[int, typer.Option(min=1, max=SECONDS_MAX, help="How long it is good for.")] = 3_600,
    config: Config = None,
) -> None:
    """Sign a bearer token with LARGESSE_TOKEN_SECRET and print it."""
    settings = load_settings(config)
    if settings.token_secret is None:
        message = "LARGESSE_TOKEN_SECRET must be set: the secret that the server verifies tokens with."
        raise ConfigurationError(message)
    now = SystemClock().now()
    caller = Caller(
        id=person_id(subject, settings.token_issuer),
        subject=subject,
        roles=frozenset(role or [Role.VIEWER]),
        expires_at=now + seconds * MICROSECONDS,
        region=region,
        age_min=age_min,
        level=level,
        name=name,
        locale=locale,
        token_id=token_id,
    )
    sys.stdout.write(sign(caller, token_rules(settings), now) + "\n")
