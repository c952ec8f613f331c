"""
Addresses: read once, shown without a password, refused where they make no sense.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from largesse.database.address import Address, Dialect, address_of, sqlite_at
from largesse.errors import ConfigurationError


@pytest.mark.parametrize(
    ("text", "path"),
    [("sqlite:///data/largesse.db", "data/largesse.db"), ("sqlite:////var/lib/largesse.db", "/var/lib/largesse.db")],
)
def test_a_file_is_named_relative_or_absolute(text: str, path: str) -> None:
    address = address_of(text)
    assert address == sqlite_at(Path(path))
    assert address.path == Path(path)
    assert str(address) == text
    assert address.dsn == text


def test_every_part_of_a_postgresql_address_is_read() -> None:
    text = "postgresql://ada%40home:p%2Fss%3A@db.example:6543/live%20room?sslmode=require"
    assert address_of(text) == Address(
        dialect=Dialect.POSTGRESQL,
        database="live room",
        host="db.example",
        port=6543,
        user="ada@home",
        password="p/ss:",
        options="sslmode=require",
    )
    assert address_of(text).dsn == text


@pytest.mark.parametrize(
    ("text", "dsn"),
    [
        ("postgres://127.0.0.1/largesse", "postgresql://127.0.0.1:5432/largesse"),
        ("postgresql://ada@[::1]:5433/largesse", "postgresql://ada@[::1]:5433/largesse"),
    ],
)
def test_what_an_address_leaves_out_has_a_default(text: str, dsn: str) -> None:
    assert address_of(text).dsn == dsn


def test_a_password_is_never_shown() -> None:
    address = address_of("postgresql://ada:swordfish@db.example/largesse")
    assert str(address) == "postgresql://ada:***@db.example:5432/largesse"
    assert "swordfish" not in repr(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "largesse.db",
        "sqlite://largesse.db",
        "sqlite:///",
        "sqlite:///data/",
        "sqlite:///:memory:",
        "mysql://ada:swordfish@db.example/largesse",
        "postgresql:///largesse",
        "postgresql://ada:swordfish@db.example",
        "postgresql://ada:swordfish@db.example/",
        "postgresql://ada:swordfish@db.example/a/b",
        "postgresql://ada:swordfish@db.example:0/largesse",
        "postgresql://ada:swordfish@db.example:70000/largesse",
        "postgresql://ada:swordfish@db.example:port/largesse",
        "postgresql://ada:swordfish@[::1/largesse",
    ],
)
def test_nonsense_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        address_of(text)
    assert "swordfish" not in str(refused.value)
    assert str(refused.value).endswith(".")
