"""The configuration in `docs/publisher.md`, as a real nginx understands it."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import PNG
from site_pages import Build, write

DOCS = Path(__file__).parents[2] / "docs/publisher.md"
NGINX = shutil.which(os.environ.get("NGINX_BINARY", "nginx")) or shutil.which(
    "nginx", path="/usr/sbin"
)
TYPES = Path(os.environ.get("NGINX_TYPES", "/etc/nginx/mime.types"))
Answer = tuple[int, dict[str, str], str]
"""(status, headers in lower case, body)."""


def said(pattern: str) -> str:
    """What the docs tell to write."""
    found = re.search(pattern, DOCS.read_text("utf-8"), re.S | re.M)
    assert found
    return found[0]


def documented(root: Path, port: int) -> str:
    """The documented server, on this machine and for this folder, with its map of redirects."""
    subprocess.run(said(r"^grep .*?$"), shell=True, cwd=root.parent, check=True)
    moved = said(r"^map_.*?\}").replace("/etc/nginx", str(root.parent))
    server = said(r"^server \{.*?^\}").replace("root /srv/www/review;", f"root {root};")
    own = f"listen 127.0.0.1:{port};\n    {said(r'^if .*?}')}"
    return moved + "\n" + server.replace("server {", f"server {{\n    {own}", 1)


@pytest.fixture
def served(small: Path, build: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port at which nginx serves a site."""
    if not NGINX or not TYPES.is_file():
        pytest.skip("needs nginx")
    (small / "sources/bild.png").write_bytes(PNG)
    write(small, "eins", "![Ein Bild](bild.png)", title="Eins", date="2026-01-01")
    write(
        small,
        "früher",
        title="Zwei",
        date="2026-01-02",
        slug="jetzt",
        aliases="[" + "lang/" * 20 + "weg]",
    )
    built = build()
    home = tmp_path_factory.mktemp("nginx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    shutil.copy(TYPES, home / "mime.types")
    temporary = "".join(
        f"{kind}_temp_path {home}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (home / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {home}/pid;\nerror_log {home}/errors;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{documented(built.folder, port)}\n}}\n",
        "utf-8",
    )
    words = [NGINX, "-p", str(home), "-e", str(home / "errors"), "-c", str(home / "nginx.conf")]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        try:
            _wait(port, process)
            yield port
        finally:
            process.terminate()


def _wait(port: int, process: subprocess.Popen[str]) -> None:
    """Until it answers."""
    for _ in range(200):
        with socket.socket() as trial:
            if not trial.connect_ex(("127.0.0.1", port)):
                return
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.05)
    pytest.fail("nginx does not answer")


def ask(port: int, path: str, **headers: str) -> Answer:
    """What a browser gets."""
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path, headers=asked)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, found, answer.read().decode("utf-8", "replace")


def test_documented_server(served: int) -> None:
    """Unchanged pages cost nothing; what is missing says so in the reader's language."""
    status, headers, page = ask(served, "/de/eins.html")
    assert (status, headers["cache-control"]) == (200, "no-cache")
    assert headers["content-type"].startswith("text/html")
    assert "<h1>Eins</h1>" in page
    assert ask(served, "/de/eins.html", If_None_Match=headers["etag"])[0] == 304
    assert ask(served, "/")[0] == ask(served, "/en/")[0] == 200
    assert "immutable" in ask(served, "/style.css?1")[1]["cache-control"]
    assert ask(served, "/style.css", Accept_Encoding="gzip")[1]["content-encoding"] == "gzip"
    assert ask(served, "/de/feed.json")[1]["content-type"] == "application/feed+json"
    status, headers, _ = ask(served, "/de/fr%C3%BCher.html")
    assert (status, headers["location"]) == (301, "https://example.org/de/jetzt.html")
    assert "<h1>Zwei</h1>" in ask(served, "/de/jetzt.html")[2]
    status, headers, _ = ask(served, "/assets/bild.png")
    assert (status, headers["cache-control"]) == (200, "max-age=86400")
    for path in ("/de/feed.xml", "/sitemap.xml", "/de/feed.json", "/de/search-index.js"):
        status, headers, _ = ask(served, path, Accept_Encoding="gzip")
        assert (status, headers.get("content-encoding")) == (200, "gzip"), path
        assert headers["cache-control"] == "no-cache", path
    for path, tongue in (
        ("/en/nothing.html", "en"),
        ("/nothing", "de"),
        ("/assets/nothing.png", "de"),
        ("/xx/nothing", ""),
    ):
        status, _, page = ask(served, path)
        assert status == 404, path
        assert f'<html lang="{tongue}"' in page or not tongue, path
    assert ask(served, "/.toolkit-site.json")[0] == 404
