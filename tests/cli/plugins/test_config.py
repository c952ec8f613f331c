"""
`largesse plugins config`: every field of a plugin's configuration, who has set it, and never a secret.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.plugins.projects import TELLING, project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

SOURCE = """
from pydantic import BaseModel, Field, SecretStr

LARGESSE_CONTRACT = 0


class LARGESSE_CONFIG(BaseModel):
    price_coins: int = Field(description="What a kite costs.")
    token: SecretStr | None = None
"""
NOWHERE = "There is no plugin 'kiet' installed, and no directory of that name"
LOUD = """
import logging
from largesse import hookimpl
from largesse_kite import LARGESSE_CONFIG

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_types(config):
    logging.getLogger("loud").warning("the token is %s", config.token.get_secret_value())
    raise ValueError(config.token.get_secret_value())
"""


@pytest.fixture
def site(tmp_path: Path) -> str:
    """A directory in which the plugin `kite` is installed, and `plain`, which takes no configuration."""
    sources = {
        "kite": SOURCE,
        "plain": "LARGESSE_CONTRACT = 0",
        "broken": "raise ValueError('no')",
        "moody": "raise ValueError('no!')",
        "loud": LOUD,
    }
    for name, source in sources.items():
        (tmp_path / f"largesse_{name}.py").write_text(source, encoding="utf-8")
        information = tmp_path / f"largesse_{name}-1.0.dist-info"
        information.mkdir()
        (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: largesse-{name}\nVersion: 1.0\n")
        (information / "entry_points.txt").write_text(f"[largesse]\n{name} = largesse_{name}\n")
    return str(tmp_path)


def test_each_field_is_listed_with_its_source_and_no_secret(run: Run, site: str, tmp_path: Path) -> None:
    settings = tmp_path / "largesse.toml"
    settings.write_text("[plugins.kite]\nprice_coins = 7\n", encoding="utf-8")

    done = run(
        *("plugins", "config", "kite", "--config", str(settings)),
        PYTHONPATH=site,
        LARGESSE_PLUGIN_KITE_TOKEN="hunter2!",
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split("\t") for line in done.stdout.splitlines()] == [
        [
            "LARGESSE_PLUGIN_KITE_PRICE_COINS",
            "int",
            "required",
            "7",
            f"[plugins.kite] of {settings}",
            "What a kite costs.",
        ],
        ["LARGESSE_PLUGIN_KITE_TOKEN", "SecretStr | None", "None", "********", "LARGESSE_PLUGIN_KITE_TOKEN", ""],
    ]


def test_what_is_wrong_is_told_beside_the_fields(run: Run, site: str) -> None:
    done = run("plugins", "config", "kite", PYTHONPATH=site, LARGESSE_PLUGIN_KITE_TOKEN="hunter2!")

    assert (done.returncode, done.stderr) == (1, "largesse: LARGESSE_PLUGIN_KITE_PRICE_COINS is not set\n")
    assert [line.split("\t")[:4] for line in done.stdout.splitlines()] == [
        ["LARGESSE_PLUGIN_KITE_PRICE_COINS", "int", "required", ""],
        ["LARGESSE_PLUGIN_KITE_TOKEN", "SecretStr | None", "None", ""],
    ]


def test_what_is_for_no_field_is_told_beside_the_fields(run: Run, site: str) -> None:
    done = run("plugins", "config", "kite", PYTHONPATH=site, LARGESSE_PLUGIN_KITE_TOKN="hunter2!")

    assert (done.returncode, done.stderr) == (
        1,
        "largesse: there is no setting LARGESSE_PLUGIN_KITE_TOKN; did you mean LARGESSE_PLUGIN_KITE_TOKEN?\n",
    )
    assert len(done.stdout.splitlines()) == 2


def test_a_plugin_is_asked_in_its_directory_without_being_installed(run: Run, tmp_path: Path) -> None:
    project(tmp_path / "mine", TELLING)
    done = run("plugins", "config", "./mine", LARGESSE_PLUGIN_KITE_WORD="Thanks")

    assert (done.returncode, done.stderr) == (0, "")
    variable = "LARGESSE_PLUGIN_KITE_WORD"
    assert done.stdout == f"{variable}\tstr\t'nothing'\t'Thanks'\t{variable}\t\n"


def test_the_schema_is_json(run: Run, site: str) -> None:
    done = run("plugins", "config", "kite", "--schema", PYTHONPATH=site)

    schema = json.loads(done.stdout)
    assert done.returncode == 0
    assert (schema["type"], schema["required"]) == ("object", ["price_coins"])
    assert schema["properties"]["price_coins"]["description"] == "What a kite costs."


def test_a_plugin_without_configuration_says_so(run: Run, site: str) -> None:
    done = run("plugins", "config", "plain", PYTHONPATH=site)
    schema = run("plugins", "config", "plain", "--schema", PYTHONPATH=site)

    assert (done.returncode, done.stdout) == (0, "The plugin 'plain' takes no configuration.\n")
    assert (schema.returncode, schema.stdout) == (0, "{}\n")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("kiet", f"{NOWHERE}; did you mean 'kite'?"),
        (
            "zzz",
            f"{NOWHERE.replace('kiet', 'zzz')}; `largesse plugins list` has those that are.",
        ),
        ("moody", "The plugin 'moody' cannot be asked: importing it raised ValueError: no!"),
        ("broken", "The plugin 'broken' cannot be asked: importing it raised ValueError: no."),
    ],
)
def test_a_plugin_that_cannot_be_asked_fails_in_one_sentence(run: Run, site: str, name: str, sentence: str) -> None:
    done = run("plugins", "config", name, PYTHONPATH=site)

    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"largesse: {sentence}\n")


@pytest.mark.parametrize("command", [("list", "--all"), ("doctor", "loud")])
def test_a_secret_that_a_plugin_logs_and_raises_is_printed_by_no_command(
    run: Run, site: str, command: tuple[str, ...]
) -> None:
    settings = {"LARGESSE_PLUGIN_LOUD_TOKEN": "hunter2!", "LARGESSE_PLUGIN_LOUD_PRICE_COINS": "1"}

    done = run("plugins", *command, PYTHONPATH=site, **settings)

    assert done.returncode == 1
    assert "largesse_gift_types raised ValueError: [redacted]" in done.stdout
    assert '"event": "the token is [redacted]"' in done.stderr
    assert "hunter2" not in done.stdout + done.stderr
