"""A preview for one's own screen: the site on 127.0.0.1, rebuilt and reloaded at every change.

Only the pages it serves get a script, which asks whether there is a newer site; the files do not.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from toolkit.errors import ToolkitError, UsageError

_INTERVAL = 0.5
"""Seconds between two looks at the files."""
_ASK = "/.toolkit-version"
_SCRIPT = """<script>
let seen;
setInterval(async () => {
  const now = await (await fetch("/.toolkit-version")).text();
  if (seen !== undefined && seen !== now) location.reload();
  seen = now;
}, 700);
</script>"""


_OWN_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?", re.I)


def _is_plain(path: str, folder: str) -> bool:
    """Whether no link below the folder leads anywhere."""
    inside = Path(os.path.realpath(folder)) / os.path.relpath(path, folder)
    return os.path.realpath(path) == os.path.normpath(inside)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away, or sent nonsense, is nothing to talk about."""


class _Handler(SimpleHTTPRequestHandler):
    version = "0"

    def do_GET(self) -> None:
        path = self._wanted()
        if path is None:
            return
        if self.path == _ASK:
            self._answer(type(self).version.encode(), "text/plain")
        elif path.is_dir() and self.path.endswith("/") and (path / "index.html").is_file():
            self._page(path / "index.html")
        elif path.suffix == ".html" and path.is_file():
            self._page(path)
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        if self._wanted() is not None:
            super().do_HEAD()

    def _wanted(self) -> Path | None:
        """The file that is asked for; None, and an answer, if nobody may have it."""
        host = (self.headers.get("Host") or "localhost").rpartition("@")[2]
        if not _OWN_HOST.fullmatch(host):  # a page elsewhere whose name now means this machine
            self.send_error(421, "Ask 127.0.0.1")
            return None
        path = self.translate_path(self.path.partition("?")[0])
        here = self.path == _ASK or ("\0" not in path and os.path.lexists(path))
        if not here or not _is_plain(path, self.directory):
            self.send_error(404)
            return None
        return Path(path)

    def list_directory(self, path: Any) -> None:
        """A folder without a page has nothing to show."""
        self.send_error(404)

    def _page(self, path: Path) -> None:
        text = path.read_text("utf-8").replace("script-src 'none'", "script-src 'unsafe-inline'")
        self._answer(
            text.replace("</body>", _SCRIPT + "</body>").encode(), "text/html; charset=utf-8"
        )

    def _answer(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """A preview is quiet."""


def serve(
    folder: Path,
    watched: Iterable[Path],
    port: int,
    build: Callable[[], object],
    tell: Callable[[str], None],
) -> None:
    """Build, serve and rebuild until interrupted. UsageError if the port is taken."""
    watched = tuple(watched)
    seen = stamp(watched)
    build()
    server = server_of(folder, port)
    tell(f"http://127.0.0.1:{server.server_port}/ shows the site; Ctrl-C ends it")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        while True:
            time.sleep(_INTERVAL)
            if (now := stamp(watched)) != seen:
                seen = now
                _again(build, tell)
                _Handler.version = str(time.monotonic_ns())
    finally:
        server.shutdown()


def server_of(folder: Path, port: int) -> ThreadingHTTPServer:
    """The server, not yet running; reachable from this machine only."""
    try:
        return _Server(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
    except OSError as error:
        raise UsageError(f"port {port}: {error.strerror}; name another with --watch") from None


def _again(build: Callable[[], object], tell: Callable[[str], None]) -> None:
    try:
        build()
    except ToolkitError as error:
        tell(f"error: {error}")


def stamp(watched: Iterable[Path]) -> dict[str, int]:
    """Every file in these places with the time of its last change."""
    found = {}
    for place in watched:
        with suppress(OSError):  # an editor may take a file away while we look
            for path in (place, *place.rglob("*")):
                if path.is_file():
                    found[str(path)] = path.stat().st_mtime_ns
    return found
