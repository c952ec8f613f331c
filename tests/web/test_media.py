"""
Media: a file is served for ever under the hash of its bytes, whole or in part, and nothing else ever is.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from largesse.catalogue.media import MediaRegistry

from .house import House, doors, house

if TYPE_CHECKING:
    import io
    from collections.abc import AsyncIterator
    from pathlib import Path

    import aiohttp

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ETAG = f'"{sha256(DRAWING).hexdigest()}"'
SIZE = len(DRAWING)


@dataclass(frozen=True)
class Shelf:
    """One drawing, behind the door."""

    path: Path
    address: str
    house: House

    async def ask(self, address: str = "", method: str = "GET", **headers: str) -> tuple[aiohttp.ClientResponse, bytes]:
        """Ask for the drawing or something else, with headers whose names have `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        url = self.house.url + (address or self.address)
        async with self.house.client.request(method, url, headers=named) as answer:
            return answer, await answer.read()

    async def ask_raw(self, target: bytes) -> bytes:
        """Ask for a target that no client would send, and return the first line of the answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.house.port)
        writer.write(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer.partition(b"\r\n")[0]


def registered(path: Path) -> MediaRegistry:
    path.write_bytes(DRAWING)
    return MediaRegistry([("classics", path)])


@asynccontextmanager
async def shelf(path: Path) -> AsyncIterator[Shelf]:
    registry = registered(path)
    async with house(doors({}, media=registry.find)) as opened:
        yield Shelf(path, registry.file_of("classics", path).address, opened)


async def test_a_file_is_served_for_ever_and_runs_nothing(tmp_path: Path) -> None:
    async with shelf(tmp_path / "rose.svg") as opened:
        answer, body = await opened.ask()

    assert (answer.status, body) == (200, DRAWING)
    headers = {
        "Content-Type": "image/svg+xml",
        "Content-Length": str(SIZE),
        "Cache-Control": "public, max-age=31536000, immutable",
        "ETag": ETAG,
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
    }
    assert {name: answer.headers.get(name) for name in headers} == headers


@pytest.mark.parametrize(
    ("suffix", "content_type"),
    [("png", "image/png"), ("webm", "video/webm"), ("ogg", "audio/ogg"), ("wav", "audio/wav")],
)
async def test_a_file_has_the_type_of_its_name(tmp_path: Path, suffix: str, content_type: str) -> None:
    async with shelf(tmp_path / f"rose.{suffix}") as opened:
        answer, _ = await opened.ask()
    assert answer.headers["Content-Type"] == content_type


async def test_the_head_of_a_file_is_that_of_the_whole(tmp_path: Path) -> None:
    async with shelf(tmp_path / "rose.svg") as opened:
        whole, _ = await opened.ask()
        head, body = await opened.ask(method="HEAD", Range="bytes=0-3")

    assert (head.status, body) == (200, b"")
    apart = {"Date", "X-Request-ID"}
    assert {k: v for k, v in head.headers.items() if k not in apart} == {
        k: v for k, v in whole.headers.items() if k not in apart
    }


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_a_file_is_only_read(tmp_path: Path, method: str) -> None:
    async with shelf(tmp_path / "rose.svg") as opened:
        answer, _ = await opened.ask(method=method)
    assert answer.status == 405


@pytest.mark.parametrize("known", [ETAG, f"W/{ETAG}", f'"other", {ETAG}', "*"])
async def test_whoever_has_the_file_is_sent_nothing(tmp_path: Path, known: str) -> None:
    async with shelf(tmp_path / "rose.svg") as opened:
        answer, body = await opened.ask(If_None_Match=known, Range="bytes=0-3")

    assert (answer.status, body) == (304, b"")
    assert answer.headers["ETag"] == ETAG
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


async def test_whoever_has_another_file_is_sent_this_one(tmp_path: Path) -> None:
    async with shelf(tmp_path / "rose.svg") as opened:
        answer, body = await opened.ask(If_None_Match='"other"')
    assert (answer.status, body) == (200, DRAWING)


@pytest.mark.parametrize(("wanted", "status"), [(ETAG, 200), ("*", 200), ('"other"', 412), (f"W/{ETAG}", 412)])
async def test_whoever_wants_one_content_alone_gets_no_other(tmp_path: Path, wanted: str, status: int) -> None:
    async with shelf(tmp_path / "rose.svg") as opened:
        answer, body = await opened.ask(If_Match=wanted)
    assert (answer.status, body) == (status, DRAWING if status == 200 else b"")


@pytest.mark.parametrize(
    ("asked", "body", "place"),
    [
        ("bytes=0-3", DRAWING[:4], f"bytes 0-3/{SIZE}"),
        ("bytes=-6", DRAWING[-6:], f"bytes {SIZE - 6}-{SIZE - 1}/{SIZE}"),
        (f"bytes={SIZE - 1}-", DRAWING[-1:], f"bytes {SIZE - 1}-{SIZE - 1}/{SIZE}"),
        ("bytes=0-999", DRAWING, f"bytes 0-{SIZE - 1}/{SIZE}"),
    ],
)
async def test_a_part_is_served(tmp_path: Path, asked: str, body: bytes, place: str) -> None:
    async with shelf(tmp_path / "rose.svg") as opened:
        answer, served = await opened.ask(Range=asked)

    assert (answer.status, served) == (206, body)
    assert (answer.headers["Content-Range"], answer.headers["Content-Length"]) == (place, str(len(body)))
    assert (answer.headers["Content-Type"], answer.headers["ETag"]) == ("image/svg+xml", ETAG)


async def test_a_part_behind_the_end_is_416_and_says_how_long_the_file_is(tmp_path: Path) -> None:
    async with shelf(tmp_path / "rose.svg") as opened:
        answer, body = await opened.ask(Range=f"bytes={SIZE}-")

    assert (answer.status, body) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize("asked", ["bytes=0-1,3-4", "bytes=5-3", "items=0-1"])
async def test_several_parts_and_what_is_none_are_answered_with_the_whole(tmp_path: Path, asked: str) -> None:
    async with shelf(tmp_path / "rose.svg") as opened:
        answer, body = await opened.ask(Range=asked)
    assert (answer.status, body) == (200, DRAWING)


@pytest.mark.parametrize(
    ("of", "status"), [(ETAG, 206), ('"other"', 200), (f"W/{ETAG}", 200), ("Sat, 31 Jan 2026 12:00:00 GMT", 200)]
)
async def test_a_part_is_only_served_of_the_content_that_it_is_asked_of(tmp_path: Path, of: str, status: int) -> None:
    async with shelf(tmp_path / "rose.svg") as opened:
        answer, _ = await opened.ask(Range="bytes=0-3", If_Range=of)
    assert answer.status == status


async def test_what_is_not_registered_is_not_found_and_remembered_by_nobody(tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_bytes(b"<svg/>")
    async with shelf(tmp_path / "rose.svg") as opened:
        hashed = opened.address.split("/")[3]
        for other in (
            "/media/x",
            f"{opened.address}/",
            opened.address.replace("rose.svg", "secret.svg"),
            opened.address.replace("classics", "seasons"),
            opened.address.replace(hashed, hashed[::-1]),
        ):
            answer, _ = await opened.ask(other)
            assert (answer.status, answer.headers["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize(
    "climbing",
    [
        b"../secret.svg",
        b"..%2fsecret.svg",
        b"%2e%2e/secret.svg",
        b"%2e%2e%2fsecret.svg",
        b"%252e%252e%252fsecret.svg",
        b"..%5csecret.svg",
        b"..\\secret.svg",
        b"rose.svg%00",
        b"%00",
        b"rose.svg%0a",
        b"%c0%ae%c0%ae/secret.svg",
        b"//secret.svg",
        b"/" + b"../" * 40 + b"etc/passwd",
    ],
)
async def test_no_address_climbs_out_of_the_plugin(tmp_path: Path, climbing: bytes) -> None:
    (tmp_path / "secret.svg").write_bytes(b"<svg/>")
    async with shelf(tmp_path / "rose.svg") as opened:
        root = opened.address.rpartition("/")[0].encode()
        status = await opened.ask_raw(root + b"/" + climbing)
    assert status in {b"HTTP/1.1 404 Not Found", b"HTTP/1.1 400 Bad Request"}


async def test_a_file_that_was_changed_is_no_longer_served(tmp_path: Path, log: io.StringIO) -> None:
    async with shelf(tmp_path / "rose.svg") as opened:
        opened.path.write_bytes(DRAWING.replace(b"1", b"2"))
        answers = [await opened.ask(), await opened.ask()]

        assert [(answer.status, body) for answer, body in answers] == [(404, b"Not found")] * 2
        assert log.getvalue().count("'rose.svg' has changed since the server started") == 1
        opened.path.write_bytes(DRAWING)
        _, body = await opened.ask()
        assert body == DRAWING


async def test_what_was_served_once_is_served_whatever_becomes_of_the_file(tmp_path: Path) -> None:
    async with shelf(tmp_path / "rose.svg") as opened:
        await opened.ask()
        opened.path.unlink()
        _, body = await opened.ask()
    assert body == DRAWING


@pytest.mark.parametrize("instead", ["nothing", "a link to a secret", "a link to itself", "a directory", "more bytes"])
async def test_a_file_whose_place_was_taken_is_not_served(tmp_path: Path, instead: str) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_bytes(b"<svg/>")
    async with shelf(tmp_path / "rose.svg") as opened:
        opened.path.unlink()
        if instead == "a link to a secret":
            opened.path.symlink_to(secret)
        elif instead == "a link to itself":
            opened.path.symlink_to(opened.path)
        elif instead == "a directory":
            opened.path.mkdir()
        elif instead == "more bytes":
            opened.path.write_bytes(b"x" * 2_000_001)
        answer, body = await opened.ask()
    assert (answer.status, body) == (404, b"Not found")


async def test_files_past_what_memory_keeps_are_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("largesse.web.media.KEPT_BYTES_MAX", SIZE - 1)
    async with shelf(tmp_path / "rose.svg") as opened:
        first, _ = await opened.ask()
        opened.path.unlink()
        second, _ = await opened.ask()
    assert (first.status, second.status) == (200, 404)
