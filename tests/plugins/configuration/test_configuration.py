"""
A plugin's configuration is made of what the operator says, and says what is wrong with it without showing it.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import BaseModel, ConfigDict, Field, Secret, SecretStr, model_validator

from largesse.plugins.configuration import config_model, configured
from largesse.plugins.rejection import Rejected, in_one_line
from largesse.telemetry import concealed
from tests.plugins.configuration.kite import KITE, Chat, Config, said

FILE = Path("/etc/largesse.toml")
PRICE = "LARGESSE_PLUGIN_KITE_PRICE_COINS"
WRONG = {
    "a variable that is not a number": (
        said(PRICE_COINS="hunter2"),
        f"{PRICE} is not right: Input should be a valid integer, unable to parse string as an integer",
    ),
    "a value of the table": (
        said(table={"price_coins": 0}, file=FILE),
        f"{PRICE}, from [plugins.kite] of {FILE}, is not right: Input should be greater than or equal to 1",
    ),
    "a field that is required": (said(), "LARGESSE_PLUGIN_KITE_PRICE_COINS is not set"),
    "two faults": (
        said(CHAT__ADDRESS='{"a":1}', COLOURS="[1]"),
        f"{PRICE} is not set; LARGESSE_PLUGIN_KITE_COLOURS is not right at 0: Input should be a valid string",
    ),
    "a list that is not JSON": (
        said(PRICE_COINS="1", COLOURS="red, blue"),
        "LARGESSE_PLUGIN_KITE_COLOURS is not right: Input should be a valid tuple",
    ),
    "JSON that is broken": (
        said(PRICE_COINS="1", COLOURS='["red'),
        "LARGESSE_PLUGIN_KITE_COLOURS is not right: it begins as JSON does, and is none",
    ),
    "a variable for no field": (
        said(PRICE_CIONS="1"),
        "there is no setting LARGESSE_PLUGIN_KITE_PRICE_CIONS; did you mean LARGESSE_PLUGIN_KITE_PRICE_COINS?",
    ),
    "a variable for no field within a field": (
        said(CHAT__TOKN="1"),
        "there is no setting LARGESSE_PLUGIN_KITE_CHAT__TOKN; did you mean LARGESSE_PLUGIN_KITE_CHAT__TOKEN?",
    ),
    "a variable within a field that has none": (
        said(LABEL__TEXT="1"),
        "there is no setting LARGESSE_PLUGIN_KITE_LABEL__TEXT: label has no fields within it",
    ),
    "a key for no field": (
        said(table={"prise_coins": 1}, file=FILE),
        "there is no field prise_coins in [plugins.kite] of /etc/largesse.toml; did you mean price_coins?",
    ),
    "a key for no field within a field": (
        said(table={"chat": {"adress": 1}}),
        "there is no field adress in chat in [plugins.kite]; did you mean address?",
    ),
    "a key that resembles nothing": (
        said(table={"zzz": 1}),
        "there is no field zzz in [plugins.kite]",
    ),
    "a file that is not there": (
        said(TOKEN_FILE="/no/such/file"),
        "the file that LARGESSE_PLUGIN_KITE_TOKEN_FILE names cannot be read: No such file or directory",
    ),
    "a file that is no name": (said(table={"token_file": 3}), "token_file in [plugins.kite] is not the name of a file"),
    "a secret twice": (
        said(TOKEN="token twice given", TOKEN_FILE=__file__),
        "token is given twice, by LARGESSE_PLUGIN_KITE_TOKEN and by LARGESSE_PLUGIN_KITE_TOKEN_FILE; keep one",
    ),
}


def config_of(**more: object) -> Config:
    config = configured(KITE, said(**more))  # type: ignore[arg-type]  # a test's own words
    assert isinstance(config, Config)
    return config


@pytest.mark.parametrize(("share", "reason"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_what_to_set_and_without_the_value(share: object, reason: str) -> None:
    with pytest.raises(Rejected) as caught:
        configured(KITE, share)  # type: ignore[arg-type]  # as above

    assert caught.value.reason == reason


def test_a_variable_says_a_number_a_text_a_path_and_lists_and_tables_as_json() -> None:
    config = config_of(PRICE_COINS="7", LABEL="[Sale]", FILE="kite.csv", COLOURS='["red", "blue"]', LIMITS='{"a": 1}')

    assert (config.price_coins, config.label, config.file) == (7, "[Sale]", Path("kite.csv"))
    assert (config.colours, config.limits) == (("red", "blue"), {"a": 1})


def test_the_environment_comes_before_the_table_also_within_a_field() -> None:
    table = {"price_coins": 1, "label": "a", "chat": {"address": "http://a", "token": "of the table"}}

    config = config_of(table=table, PRICE_COINS="2", CHAT__TOKEN="of the environment")

    assert (config.price_coins, config.label, config.chat.address) == (2, "a", "http://a")
    assert config.chat.token is not None
    assert config.chat.token.get_secret_value() == "of the environment"


def test_a_field_within_one_that_is_given_whole_comes_before_it() -> None:
    config = config_of(
        PRICE_COINS="1", CHAT__ADDRESS="http://b", CHAT='{"address": "http://a", "token": "token of the chat"}'
    )

    assert config.chat == Chat.model_validate({"address": "http://b", "token": "token of the chat"})


@pytest.mark.parametrize("by", ["variable", "table"])
def test_any_field_may_stand_in_a_file(tmp_path: Path, by: str) -> None:
    path = tmp_path / "value"
    path.write_text("7\n", encoding="utf-8")

    config = (
        config_of(PRICE_COINS_FILE=str(path)) if by == "variable" else config_of(table={"price_coins_file": str(path)})
    )

    assert config.price_coins == 7


def test_a_field_that_is_called_file_is_a_field_and_may_stand_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "value"
    path.write_text("kites.csv", encoding="utf-8")

    assert config_of(PRICE_COINS="1", FILE="a.csv").file == Path("a.csv")
    assert config_of(PRICE_COINS="1", FILE_FILE=str(path)).file == Path("kites.csv")


@pytest.mark.parametrize(("content", "reason"), [(b"\xff", "it is not text"), (b"a" * 1_000_001, "more than 1000000")])
def test_a_file_that_is_no_value_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "value"
    path.write_bytes(content)

    with pytest.raises(Rejected) as caught:
        configured(KITE, said(LABEL_FILE=str(path)))

    assert "LARGESSE_PLUGIN_KITE_LABEL_FILE" in caught.value.reason
    assert reason in caught.value.reason


def test_a_secret_is_taken_out_of_what_a_validator_says_and_of_every_text_after_it() -> None:
    with pytest.raises(Rejected) as caught:
        configured(KITE, said(PRICE_COINS="1", TOKEN="blue hunter2 of a test"))

    assert in_one_line(caught.value.reason) == "LARGESSE_PLUGIN_KITE_TOKEN is not right: [redacted] is no token"
    assert concealed("it says blue hunter2 of a test") == "it says [redacted]"


def test_what_stands_in_a_file_is_a_secret_whatever_its_field_is(tmp_path: Path) -> None:
    path = tmp_path / "value"
    path.write_text("the label of a file\n", encoding="utf-8")

    config_of(PRICE_COINS="1", LABEL_FILE=str(path))

    assert concealed("the label of a file") == "[redacted]"


def test_a_short_text_is_no_secret_to_take_out() -> None:
    config_of(PRICE_COINS="1", TOKEN="xyz")

    assert concealed("xyz in a text") == "xyz in a text"


def test_a_configuration_never_shows_its_secret() -> None:
    config = config_of(PRICE_COINS="1", TOKEN="hunter2 in a configuration")

    assert "hunter2" not in f"{config!r} {config} {config.model_dump()} {config.model_dump_json()}"


def test_a_share_never_shows_what_it_says() -> None:
    assert "hunter2" not in repr(said(table={"token": "hunter2"}, TOKEN="hunter2"))


def test_a_field_may_be_called_by_its_name_where_it_has_an_alias() -> None:
    class Aliased(BaseModel):
        price_coins: int = Field(alias="priceCoins")

    plugin = SimpleNamespace(LARGESSE_CONFIG=Aliased)

    assert configured(plugin, said(PRICE_COINS="3")) == Aliased.model_validate({"priceCoins": 3})
    with pytest.raises(Rejected) as caught:
        configured(plugin, said(PRICE_COINS="x"))
    assert caught.value.reason.startswith("LARGESSE_PLUGIN_KITE_PRICE_COINS is not right: ")


def test_a_model_that_takes_more_is_given_more() -> None:
    class Open(BaseModel):
        model_config = ConfigDict(extra="allow")

    config = configured(SimpleNamespace(LARGESSE_CONFIG=Open), said(table={"one": 1}, TWO="2"))

    assert config is not None
    assert config.model_dump() == {"one": 1, "two": "2"}


def test_what_a_whole_model_refuses_is_said_of_the_configuration() -> None:
    class Whole(BaseModel):
        @model_validator(mode="after")
        def _never(self) -> Whole:
            message = "it is never right"
            raise ValueError(message)

    with pytest.raises(Rejected) as caught:
        configured(SimpleNamespace(LARGESSE_CONFIG=Whole), said())

    assert caught.value.reason == "the configuration is not right: it is never right"


@pytest.mark.parametrize(
    ("stated", "called"), [(dict, "dict"), ({}, "of type dict"), (Chat(), "of type Chat"), (3, "of type int")]
)
def test_what_is_stated_must_be_a_model(stated: object, called: str) -> None:
    with pytest.raises(Rejected) as caught:
        config_model(SimpleNamespace(LARGESSE_CONFIG=stated))

    assert caught.value.reason == f"its LARGESSE_CONFIG is {called}, not a subclass of pydantic's BaseModel"


def test_a_plugin_without_a_model_takes_nothing() -> None:
    assert configured(SimpleNamespace(), said()) is None
    for share, source in ((said(table={"a": 1}), "[plugins.kite]"), (said(A="1"), "LARGESSE_PLUGIN_KITE_A")):
        with pytest.raises(Rejected) as caught:
            configured(SimpleNamespace(), share)
        assert caught.value.reason == f"it takes no configuration, and {source} gives it some"


def test_secrets_in_lists_and_tables_and_secret_numbers_are_taken_out_too() -> None:
    class Many(BaseModel):
        tokens: list[SecretStr]
        by_name: dict[str, SecretStr]
        pin: Secret[int]

    share = said(TOKENS='["the first of many"]', table={"by_name": {"a": "the second of many"}, "pin": 987_654_321})

    assert configured(SimpleNamespace(LARGESSE_CONFIG=Many), share) is not None
    assert concealed("the first of many, the second of many, 987654321") == "[redacted], [redacted], [redacted]"
