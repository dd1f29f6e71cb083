"""Nobody comes to the desk without a secret, from elsewhere, or out of its folder."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from desk_running import PROJECT, Running

from toolkit.desk.app import picture
from toolkit.desk.people import digest, invite, people
from toolkit.errors import UsageError
from toolkit.workflow.desk import Duty
from toolkit.workflow.projects import open_project


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One desk for all: none of these requests changes anything."""
    running = Running(Path(shutil.copytree(PROJECT, tmp_path_factory.mktemp("desk") / "project")))
    running.start()
    yield running
    running.kill()


def ask(desk: Running, path: str, body: Any = None, **headers: str | None) -> tuple[int, str]:
    """(status, text) of a request as the desk's own page sends it, but for these headers."""
    usual: dict[str, str | None] = {
        "Host": f"127.0.0.1:{desk.port}",
        "Cookie": f"desk-{desk.port}={desk.key}",
    }
    if body is not None:
        usual |= {"Origin": desk.base, "Content-Type": "application/json"}
    data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    sent = {name: value for name, value in (usual | headers).items() if value is not None}
    with closing(http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)) as connection:
        connection.request("GET" if data is None else "POST", path, data, sent)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")


def test_who_may_ask(desk: Running) -> None:
    """A request is answered as its secret, its origin, its host and its size allow."""
    text = {"article": "hafen", "locale": "ru", "id": "x", "text": "y"}
    assert ask(desk, "/")[0] == 200
    assert ask(desk, "/api/here", text)[0] == 200
    for path in ("/", "/edit/ru/hafen", "/static/editor.js", "/api/state/ru/hafen", "/nothing"):
        assert ask(desk, path, Cookie=None)[0] == 401, path
    assert ask(desk, "/", Cookie=f"desk-{desk.port}=guess")[0] == 401
    assert ask(desk, "/enter?key=guess")[0] == 401
    assert ask(desk, "/", Host="evil.example")[0] == 421
    assert ask(desk, "/", Host=f"127.0.0.1:{desk.port + 1}")[0] == 421
    assert ask(desk, "/", Origin="http://evil.example")[0] == 403
    assert ask(desk, "/api/check", text, Origin="http://evil.example")[0] == 403
    assert ask(desk, "/api/check", text, Origin="null")[0] == 403
    assert ask(desk, "/api/check", text, Origin=None)[0] == 403
    assert ask(desk, "/api/check", text, **{"Content-Type": "text/plain"})[0] == 403
    assert ask(desk, "/api/check", text, Cookie=None)[0] == 401
    assert ask(desk, "/api/check", b"x" * 300_000)[0] == 413
    assert ask(desk, "/api/check", b"[1]")[0] == 409
    assert ask(desk, "/api/save", {**text, "seen": "", "approve": "yes"})[0] == 409


@pytest.mark.parametrize(
    "path",
    [
        "/picture/../toolkit.toml",
        "/picture/..%2f..%2ftoolkit.toml",
        "/picture/%2e%2e/hafen.png",
        "/picture//etc/passwd",
        "/picture/hafen.md",
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/edit/ru/..%2f..%2fetc%2fpasswd",
        "/edit/../hafen",
    ],
)
def test_paths_stay_inside(desk: Running, path: str) -> None:
    """No address leads to a file that is not the desk's to show."""
    status, text = ask(desk, path)
    assert status in (404, 409)
    assert "source =" not in text
    assert "import" not in text


def test_pictures(tmp_path: Path) -> None:
    """Only pictures below the folder of articles are shown, wherever links lead."""
    inside, outside = tmp_path / "sources", tmp_path / "secret.png"
    inside.mkdir()
    outside.write_bytes(b"x")
    (inside / "a.png").write_bytes(b"x")
    (inside / "a.svg").write_bytes(b"<svg/>")
    (inside / "link.png").symlink_to(outside)
    assert picture(inside, "a.png") == inside / "a.png"
    for name in ("link.png", "a.svg", "../secret.png", "b.png", "a.png/..", "\0.png"):
        assert picture(inside, name) is None, name


def test_answers_forbid_what_is_not_needed(desk: Running) -> None:
    """Every answer, a refusal too, has a policy without foreign or inline scripts."""
    for path in ("/", "/nothing", "/enter?key=guess"):
        with closing(http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)) as connection:
            connection.request("GET", path, headers={"Cookie": f"desk-{desk.port}={desk.key}"})
            answer = connection.getresponse()
            answer.read()
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_invited(desk: Running) -> None:
    """An invited person comes in with the role of the invitation, until somebody ends it."""
    project = open_project(desk.folder)
    secret = invite(project, "Anna", Duty.READER)
    cookie = f"desk-{desk.port}={secret}"
    assert secret not in (desk.folder / ".toolkit/desk/people.json").read_text()
    status, page = ask(desk, "/", Cookie=cookie)
    assert (status, "Anna" in page) == (200, True)
    edit = {"article": "hafen", "locale": "ru", "id": "x", "seen": "", "text": "y"}
    status, said = ask(desk, "/api/save", {**edit, "approve": False}, Cookie=cookie)
    assert (status, said) == (409, "You may only read here; ask for another role.\n")
    again = invite(project, "Anna", Duty.REVIEWER)
    assert ask(desk, "/", Cookie=cookie)[0] == 401
    assert ask(desk, "/", Cookie=f"desk-{desk.port}={again}")[0] == 200


def test_foreign_invitations(project: Path) -> None:
    """Who is invited in a file that came with somebody else's project is not."""
    secret = invite(open_project(project), "Anna", Duty.READER)
    path = project / ".toolkit/desk/people.json"
    assert path.stat().st_mode & 0o077 == 0
    assert digest(secret) in people(open_project(project))
    path.write_text(path.read_text().replace("reader", "reviewer"), "utf-8")
    assert people(open_project(project)) == {}


@pytest.mark.parametrize("name", ["", " Anna", "An\nna", "A" * 61, "An\u200bna"])
def test_no_name(project: Path, name: str) -> None:
    """What cannot be told from another name, or stand in a comment, is none."""
    with pytest.raises(UsageError, match="is no name"):
        invite(open_project(project), name, Duty.READER)
    assert people(open_project(project)) == {}


def test_troubles_are_said(desk: Running) -> None:
    """A damaged catalog, a second article of a name: the page says what the command line says."""
    path = desk.catalog("ru", "kaputt")
    (desk.folder / "sources/kaputt.md").write_text("Ein Satz.\n", "utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('msgid "Ein\n', "utf-8")
    (desk.folder / "sources/hafen.txt").write_text("Der Hafen.\n", "utf-8")
    try:
        status, page = ask(desk, "/")
        assert status == 200
        assert "kaputt.po:1: " in page
        assert "has the same name" in page
        status, said = ask(desk, "/edit/ru/kaputt")
        assert status == 409
        assert "kaputt.po:1: " in said
        assert "Traceback" not in said + page
    finally:
        path.unlink()
        (desk.folder / "sources/kaputt.md").unlink()
        (desk.folder / "sources/hafen.txt").unlink()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("de", "Es gibt keinen Artikel fehlt."),
        ("en", "There is no article fehlt."),
        ("ru", "Статьи fehlt нет."),
        ("zh-CN", "没有文章 fehlt。"),
    ],
)
def test_troubles_in_the_language_of_the_page(desk: Running, code: str, said: str) -> None:
    """What is refused is said in the language that the browser asks for."""
    assert ask(desk, "/edit/ru/fehlt", **{"Accept-Language": code}) == (409, f"{said}\n")


WORKING = """
import sys, time
from toolkit.workflow.desk import Desk

def findings(desk, opened, entry):
    print("works", flush=True)
    time.sleep(1 / 8)
    return ()

Desk.findings = findings
sys.argv[0] = "toolkit"
from toolkit.__main__ import main
main()
"""
"""A desk whose checks take their time."""


@pytest.mark.parametrize(
    ("program", "asked"), [(["-m", "toolkit"], "events"), (["-c", WORKING], "state")]
)
def test_end(tmp_path: Path, program: list[str], asked: str) -> None:
    """Ctrl-C ends the desk, with its exit code and no more: at once while somebody listens, and
    while it works when that is done."""
    folder = shutil.copytree(PROJECT, tmp_path / "project")
    words = [sys.executable, *program, "desk", "--no-open", "--port", "0", "--as", "Mara"]
    heeded = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a background shell ignores it
    pipe = subprocess.PIPE
    desk = subprocess.Popen(
        words,
        cwd=folder,
        stdout=pipe,
        stderr=pipe,
        text=True,
        preexec_fn=heeded,  # noqa: PLW1509
    )
    assert desk.stdout and desk.stderr
    said = [desk.stderr.readline() for _ in range(2)][-1]
    found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/enter\?key=(\S+)\n", said)
    assert found
    port, key = int(found[1]), found[2]
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        cookie = {"Cookie": f"desk-{port}={key}"}
        connection.request("GET", f"/api/{asked}/ru/hafen", headers=cookie)
        if asked == "events":
            assert connection.getresponse().readline() == b"retry: 1000\n"
        else:
            assert desk.stdout.readline() == "works\n"
        desk.send_signal(signal.SIGINT)
        _, said = desk.communicate(timeout=60)
    assert desk.returncode == 130
    assert said.strip() == "interrupted; what is finished is saved, run again to continue"
