"""Small real packages to install, and a web server to fetch them from, with its bad habits."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TRAINED = Path(__file__).parent.parent / "packages" / "translate-de_en.argosmodel"


@cache
def contents() -> dict[str, bytes]:
    """The files of a small trained package, without its folder."""
    with zipfile.ZipFile(TRAINED) as file:
        return {name.partition("/")[2]: file.read(name) for name in file.namelist()}


def files(pair: str = "de_en", version: str = "1.0", **more: object) -> dict[str, bytes]:
    """The same model, said to be for another pair or of another version."""
    source, target = pair.split("_")
    metadata = {"package_version": version, "from_code": source, "to_code": target} | more
    return contents() | {"metadata.json": json.dumps(metadata).encode()}


def packed(path: Path, content: dict[str, bytes], top: str = "package") -> Path:
    """An .argosmodel file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, data in content.items():
            file.writestr(f"{top}/{name}", data)
    return path


def unpacked(folder: Path, content: dict[str, bytes]) -> Path:
    """A package's folder."""
    for name, data in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def entry(pair: str, link: str, version: str = "1.0", **more: object) -> dict[str, object]:
    """A package in an index, as Argos Translate publishes it."""
    source, target = pair.split("_")
    return {
        "package_version": version,
        "argos_version": "1.9",
        "from_code": source,
        "to_code": target,
        "code": f"translate-{pair}",
        "links": [link],
        **more,
    }


@dataclass
class Page:
    """What the server does at one path."""

    data: bytes
    etag: str = '"one"'
    ranges: bool = True
    cuts: list[int] = field(default_factory=list)
    """After how many bytes of the body the next connections break."""
    moved: str = ""
    status: int = 200


@dataclass
class Site:
    """A web server on the loopback interface."""

    url: str
    pages: dict[str, Page]
    asked: list[tuple[str, str]]
    """(path, Range header) of each request."""


@contextmanager
def serving() -> Iterator[Site]:
    """A server as long as the context lasts."""
    site = Site("", {}, [])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append((self.path, self.headers.get("Range", "")))
            page = site.pages.get(self.path, Page(b"<html>no such page</html>", status=404))
            start = self.start(page)
            if start >= len(page.data) and start:
                self.answer(page, 416, b"")
            else:
                status = 206 if start else 302 if page.moved else page.status
                self.answer(page, status, page.data[start:], start)

        def start(self, page: Page) -> int:
            asked = self.headers.get("Range", "")
            same = self.headers.get("If-Range", page.etag) == page.etag
            return int(asked[6:-1]) if asked and same and page.ranges else 0

        def answer(self, page: Page, status: int, body: bytes, start: int = 0) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if page.etag:
                self.send_header("ETag", page.etag)
            if page.moved:
                self.send_header("Location", page.moved)
            if status == 206:
                end, total = len(page.data) - 1, len(page.data)
                self.send_header("Content-Range", f"bytes {start}-{end}/{total}")
            self.end_headers()
            if page.cuts:
                body = body[: page.cuts.pop(0)]
                self.close_connection = True
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
