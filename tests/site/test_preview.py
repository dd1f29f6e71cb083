"""The preview is for one's own screen: nobody else reads drafts through it."""

from __future__ import annotations

import http.client
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit.site import preview


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Of a server of a small site, beside which something secret lies."""
    site = tmp_path / "site"
    (site / "de").mkdir(parents=True)
    (site / "de/a.html").write_text("<body>Entwurf</body>")
    (site / "big.bin").write_bytes(b"x" * 3_000_000)
    (tmp_path / "secret.txt").write_text("SECRET")
    (site / "link.txt").symlink_to(tmp_path / "secret.txt")
    (site / "link.html").symlink_to(tmp_path / "secret.txt")
    (site / "out").symlink_to(tmp_path)
    server = preview.server_of(site, 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def ask(port: int, path: str, host: str, method: str = "GET") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    if host:
        connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.read()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "LOCALHOST", "[::1]:80", ""])
def test_who_asks_this_machine_is_answered(port: int, host: str) -> None:
    """By any of its own names."""
    status, page = ask(port, "/de/a.html", host)
    assert status == 200 and b"Entwurf" in page


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil", "x@y"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_name_that_was_bent_to_this_machine_is_not(port: int, host: str, method: str) -> None:
    """DNS rebinding: a page of the web cannot read drafts."""
    status, page = ask(port, "/de/a.html", host, method)
    assert status == 421 and b"Entwurf" not in page


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/link.txt",
            "/link.html",
            "/out/secret.txt",
            "/out/",
            "/../secret.txt",
            "/..%2fsecret.txt",
        ),
        *(
            "/%2e%2e/secret.txt",
            "/%00.html",
            "/de/%00",
            "/de/",
            "/",
            "/" + "a" * 5000,
            "//secret.txt",
        ),
        "/de/../../secret.txt",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nothing_outside_of_the_site(
    port: int, path: str, method: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """No link, no way up, no list of a folder, no traceback."""
    status, page = ask(port, path, "localhost", method)
    assert status in (301, 400, 404, 414) and b"SECRET" not in page and b"big.bin" not in page
    assert capfd.readouterr().err == ""


def test_a_browser_that_goes_away(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    """It is nothing to talk about, and the next one is served."""
    for _ in range(3):
        gone = socket.create_connection(("127.0.0.1", port))
        gone.sendall(b"GET /big.bin HTTP/1.0\r\nHost: localhost\r\n\r\n")
        gone.recv(9)
        gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        gone.close()
    assert ask(port, "/de/a.html", "localhost")[0] == 200
    assert capfd.readouterr().err == ""
