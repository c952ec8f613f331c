"""
The how-to about backups: its commands copy a database that is being written, and what is restored is served.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from largesse.app import migrated
from largesse.testing import CREATOR, VIEWER, serving, settings_in
from tests.cli.conftest import SCRIPT, environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.settings import Settings
    from tests.servers.postgresql import PostgreSQL

HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to" / "back-up.md").read_text("utf-8")


def commands(section: str) -> list[str]:
    """The commands of a section, in their order."""
    text = HOW_TO.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return re.findall(r"^    (\S.*)$", text, re.MULTILINE)


def does(directory: Path, some: Sequence[str], *programs: Path, **variables: str) -> str:
    """Have a shell run commands, all of which succeed; what they say."""
    path = os.pathsep.join(
        (*map(str, programs), str(SCRIPT.parent), str(Path(sys.executable).parent), os.environ["PATH"])
    )
    done = subprocess.run(  # noqa: S602  # a document's own words
        "set -e\n" + "\n".join(some),
        shell=True,
        cwd=directory,
        env=environment(PATH=path, **variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def stays(settings: Settings, backing: Sequence[str], *programs: Path, **variables: str) -> tuple[str, str]:
    """A server is backed up between two gifts; its room, and a follower's cursor after the second."""
    async with serving(settings) as node:
        await node.grant(VIEWER, 100)
        room = await node.open_room(CREATOR)
        await node.send_gift(VIEWER, room)
        does(settings.data_dir.parent, backing, *programs, **variables)
        await node.send_gift(VIEWER, room)
        async with node.follow(VIEWER, room) as follower:
            cursor = (await follower.next())["cursor"]
        return room, str(cursor)


async def is_as_it_was(settings: Settings, room: str, cursor: str) -> None:
    """The restored server has the first gift alone, goes on, and knows the cursor to be of before."""
    async with serving(settings) as node:
        assert await node.coins_of(VIEWER) == 99
        await node.send_gift(VIEWER, room)
        async with node.follow(VIEWER, room, after=cursor) as follower:
            assert (await follower.next())["__typename"] == "RoomSnapshot"
        await node.assert_books_balance()


async def test_a_file_is_copied_beside_its_writer_and_restored(tmp_path: Path) -> None:
    (backing, *restoring) = commands("SQLite")
    settings = settings_in(tmp_path / "data")
    room, cursor = await stays(settings, [backing], LARGESSE_DATA_DIR=str(settings.data_dir))
    assert does(tmp_path, restoring).startswith("The books balance: ")
    await is_as_it_was(settings_in(tmp_path / "restored"), room, cursor)


async def test_a_postgresql_is_dumped_beside_its_writers_and_restored(
    tmp_path: Path, postgresql: PostgreSQL, postgresql_dsn: str
) -> None:
    settings = settings_in(tmp_path / "data", database=postgresql_dsn)
    await migrated(settings)
    (backing, *restoring) = commands("PostgreSQL")
    room, cursor = await stays(settings, [backing], postgresql.bindir, LARGESSE_DATABASE=postgresql_dsn)
    restored = postgresql.create_database(f"{postgresql_dsn.rpartition('/')[2]}_restored")
    try:
        told = does(tmp_path, restoring, postgresql.bindir, RESTORED=restored)
        assert "The books balance: " in told
        serving_role = restored.replace("largesse_owner@", "largesse_serve@")
        await is_as_it_was(settings_in(tmp_path / "elsewhere", database=serving_role), room, cursor)
    finally:
        postgresql.drop_database(restored.rpartition("/")[2])
