"""
Settings: where they come from, which are refused, and what never shows.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from largesse.errors import ConfigurationError
from largesse.settings import (
    DEMO_TOKEN_SECRET,
    PLUGIN_PREFIX,
    SECRETS,
    PluginValues,
    Settings,
    Transport,
    check_for_serving,
    load_plugin_values,
    load_settings,
    settings_reference,
)

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("LARGESSE_"):
            monkeypatch.delenv(name)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "largesse.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_hold_without_environment_and_file() -> None:
    settings = load_settings()
    assert settings == Settings()
    assert (settings.port, settings.journal_batch_max, settings.journal_deadline_seconds) == (8000, 256, 4.5)
    assert settings.database is None


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_reference_is_what_the_model_says() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == settings_reference()


def test_the_command_line_comes_before_the_environment_and_that_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, 'port = 1\nhost = "0.0.0.1"\ndepth_max = 3\n')
    monkeypatch.setenv("LARGESSE_PORT", "2")
    monkeypatch.setenv("LARGESSE_HOST", "0.0.0.2")
    settings = load_settings(path, host="0.0.0.3", depth_max=None)
    assert (settings.port, settings.host, settings.depth_max) == (2, "0.0.0.3", 3)


def test_the_environment_may_name_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LARGESSE_CONFIG", str(written(tmp_path, "port = 7\n")))
    assert load_settings().port == 7


def test_a_list_is_words_with_commas_between_or_a_list_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, 'allowed_origins = ["https://a.example"]\n')
    monkeypatch.setenv("LARGESSE_LOAD_PLUGINS", "one, two==1.0,")
    settings = load_settings(path)
    assert settings.load_plugins == ("one", "two==1.0")
    assert settings.allowed_origins == ("https://a.example",)


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LARGESSE_TOKEN_ISSUER", "")
    assert load_settings().token_issuer is None


def test_an_unknown_variable_is_refused_with_a_suggestion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LARGESSE_PROT", "1")
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert str(caught.value) == "There is no setting LARGESSE_PROT; did you mean LARGESSE_PORT?"


def test_an_unknown_key_of_the_file_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    path = written(tmp_path, "joural_batch_max = 3\n")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(path)
    assert str(caught.value) == f"There is no setting joural_batch_max in {path}; did you mean journal_batch_max?"


def test_what_resembles_nothing_is_refused_without_a_suggestion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LARGESSE_XQZW", "1")
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert str(caught.value) == "There is no setting LARGESSE_XQZW."


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_may_stand_in_a_file(secret: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = {"database": "postgresql://u:p@h/d", "bus": "valkey://:p@h"}.get(secret, "s" * 40)
    path = tmp_path / "secret"
    path.write_text(content + "\n", encoding="utf-8")
    monkeypatch.setenv(f"LARGESSE_{secret.upper()}_FILE", str(path))
    assert getattr(load_settings(), secret).get_secret_value() == content


def test_the_settings_file_may_name_the_file_of_a_secret(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("t" * 40, encoding="utf-8")
    settings = load_settings(written(tmp_path, f'token_secret_file = "{tmp_path / "secret"}"\n'))
    assert settings.token_secret is not None
    assert settings.token_secret.get_secret_value() == "t" * 40


def test_transports_are_named_with_commas_between(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().transports == tuple(Transport)
    monkeypatch.setenv("LARGESSE_TRANSPORTS", "websocket, event-stream")
    assert load_settings().transports == (Transport.WEBSOCKET, Transport.EVENT_STREAM)


def test_a_secret_given_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LARGESSE_TOKEN_SECRET", "a" * 40)
    monkeypatch.setenv("LARGESSE_TOKEN_SECRET_FILE", str(tmp_path / "secret"))
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert str(caught.value) == "Both LARGESSE_TOKEN_SECRET and LARGESSE_TOKEN_SECRET_FILE are set; keep one."


@pytest.mark.parametrize(("content", "reason"), [(None, "No such file or directory"), (b"\xff", "it is not text")])
def test_a_secret_file_that_cannot_be_read_is_refused(
    content: bytes | None, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("LARGESSE_TOKEN_SECRET_FILE", str(path))
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert str(caught.value) == f"The file that LARGESSE_TOKEN_SECRET_FILE names cannot be read: {reason}."


@pytest.mark.parametrize("content", [None, b"port = ", b"\xff"])
def test_a_settings_file_that_cannot_be_read_is_refused(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "largesse.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        load_settings(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "65536"),
        ("PORT", "http"),
        ("REQUEST_SECONDS", "nan"),
        ("JOURNAL_BATCH_MAX", "0"),
        ("DATABASE", "mysql://root:hunter2@h/d"),
        ("BUS", "amqp://root:hunter2@h"),
        ("LOG_LEVEL", "loud"),
        ("TRANSPORTS", "websocket, pigeon"),
        ("DATABASE_POOL_MIN", "11"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_in_one_sentence_without_it(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"LARGESSE_{name}", value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert name.lower() in str(caught.value).lower()
    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_secrets_never_show() -> None:
    settings = Settings.model_validate(
        {"token_secret": "hunter2" * 6, "database": "postgresql://u:hunter2@h/d", "bus": "valkey://:hunter2@h"}
    )
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("secret", "sentence"),
    [
        (None, "LARGESSE_TOKEN_SECRET or LARGESSE_TOKEN_SECRET_FILE must be set"),
        (DEMO_TOKEN_SECRET, "LARGESSE_TOKEN_SECRET is the demo's"),
        ("s" * 31, "LARGESSE_TOKEN_SECRET is too short"),
    ],
)
def test_serving_refuses_a_secret_that_is_missing_short_or_the_demos(secret: str | None, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_for_serving(Settings.model_validate({"token_secret": secret}))
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, "may write a SQLite file"),
        ({"database": "postgresql://host/name"}, "would not hear of each other's events"),
    ],
    ids=["with a SQLite file", "without a bus"],
)
def test_serving_refuses_workers_that_could_not_work_together(more: dict[str, object], reason: str) -> None:
    given = {"token_secret": "é" * 16, "workers": 2} | more
    with pytest.raises(ConfigurationError, match=reason):
        check_for_serving(Settings.model_validate(given))
    check_for_serving(Settings.model_validate(given | {"workers": 1}))


def test_serving_takes_workers_with_a_database_and_a_bus() -> None:
    shared = {"database": "postgresql://host/name", "bus": "valkey://host"}
    check_for_serving(Settings.model_validate({"token_secret": "é" * 16, "workers": 2} | shared))


def test_serving_takes_a_secret_of_32_bytes() -> None:
    check_for_serving(Settings.model_validate({"token_secret": "é" * 16}))


def test_serving_takes_published_keys_without_a_secret() -> None:
    check_for_serving(Settings.model_validate({"token_jwks": "keys.json"}))


def test_serving_refuses_a_short_secret_for_room_tokens() -> None:
    with pytest.raises(ConfigurationError, match="LARGESSE_ROOM_TOKEN_SECRET is too short"):
        check_for_serving(Settings.model_validate({"token_jwks": "keys.json", "room_token_secret": "short"}))


@pytest.mark.parametrize("address", ["https://host.example/keys", "http://127.0.0.1:9/keys", "http://[::1]/k", "keys"])
def test_keys_are_in_a_file_or_at_an_address_that_nobody_can_stand_before(address: str) -> None:
    assert Settings.model_validate({"token_jwks": address}).token_jwks == address


@pytest.mark.parametrize("address", ["http://host.example/keys", "http://127.0.0.1.host.example/", "http://a@b/"])
def test_keys_on_an_open_road_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match="must begin with https://"):
        Settings.model_validate({"token_jwks": address})


def test_what_is_said_to_plugins_is_kept_as_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, 'port = 7\n[plugins.kite]\nprice = 3\n[plugins."far-places"]\n')
    monkeypatch.setenv("LARGESSE_PLUGIN_KITE_TOKEN", "hunter2")
    monkeypatch.setenv("LARGESSE_PLUGIN_KITE_EMPTY", "")

    settings = load_settings(path)

    assert settings.port == 7
    assert settings.plugins == PluginValues(
        tables={"kite": {"price": 3}, "far-places": {}},
        variables={"LARGESSE_PLUGIN_KITE_TOKEN": "hunter2"},
        file=path,
    )


def test_settings_never_show_what_is_said_to_plugins() -> None:
    settings = Settings.model_validate({"plugins": {"kite": {"token": "hunter2"}}})

    assert settings.plugins.tables == {"kite": {"token": "hunter2"}}
    assert repr(settings.plugins) == "PluginValues(kite)"
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_what_is_said_to_plugins_is_there_for_a_server_with_settings_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LARGESSE_CONFIG", str(written(tmp_path, "port = 7\n[plugins.kite]\nprice = 3\n")))
    monkeypatch.setenv("largesse_plugin_kite_label", "low")

    values = load_plugin_values()

    assert (values.tables, values.variables) == ({"kite": {"price": 3}}, {"LARGESSE_PLUGIN_KITE_LABEL": "low"})


@pytest.mark.parametrize("text", ["plugins = 3\n", "[plugins]\nkite = 3\n"])
def test_what_is_said_to_plugins_in_the_file_stands_in_tables(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        load_settings(path)
    assert str(caught.value) == f"What stands under plugins in {path} must be tables: [plugins.NAME]."


def test_plugins_are_no_variable_and_no_setting_begins_as_theirs_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [name for name in Settings.model_fields if f"LARGESSE_{name.upper()}".startswith(PLUGIN_PREFIX)] == []
    monkeypatch.setenv("LARGESSE_PLUGINS", "{}")
    with pytest.raises(ConfigurationError, match="There is no setting LARGESSE_PLUGINS"):
        load_settings()
