"""
The demo configures plugins as a server does, though it has settings of its own.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.cli.processes import ask, running

if TYPE_CHECKING:
    from pathlib import Path


def test_the_demo_gives_plugins_what_the_environment_and_the_settings_file_say(tmp_path: Path) -> None:
    settings = tmp_path / "largesse.toml"
    settings.write_text('port = "never read"\n[plugins.log]\npaht = "facts.jsonl"\n', encoding="utf-8")
    said = {"LARGESSE_CONFIG": str(settings), "LARGESSE_PLUGIN_RATES_ECB_GRACE_HOURS": "hunter2"}

    with running("demo", "--json", "--port", "0", "--no-crowd", cwd=tmp_path, **said) as process:
        first = process.line()
        assert first, process.errors
        left_out = [line for line in process.errors.splitlines() if " is left out: " in line]
        answer = ask(json.loads(first), "{ serverInfo { plugins { name state reason } } }")

    plugins = {each["name"]: (each["state"], each["reason"]) for each in answer["data"]["serverInfo"]["plugins"]}
    assert plugins["log"] == (
        "QUARANTINED",
        f"there is no field paht in [plugins.log] of {settings}; did you mean path?",
    )
    state, reason = plugins["rates_ecb"]
    assert state == "QUARANTINED"
    assert reason.startswith("LARGESSE_PLUGIN_RATES_ECB_GRACE_HOURS is not right: Input should be a valid integer")
    assert "hunter2" not in reason
    assert plugins["classics"] == ("LOADED", None)
    assert left_out == [f"log is left out: {plugins['log'][1]}", f"rates_ecb is left out: {reason}"]
