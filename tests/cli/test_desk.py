"""`toolkit desk`: who is invited, and what keeps it from starting."""

from __future__ import annotations

import socket
from pathlib import Path

from conftest import Toolkit

from toolkit.desk.people import digest, people
from toolkit.workflow.desk import Duty, Person
from toolkit.workflow.projects import open_project


def test_invite_and_dismiss(project: Path, toolkit: Toolkit) -> None:
    """A link is printed once and only its digest kept; it can be made void."""
    ran = toolkit("desk", "invite", "Anna", "--role", "reviewer", "--at", "http://desk:8010/")
    assert ran.code == 0
    address, _, secret = ran.out.strip().partition("?key=")
    assert address == "http://desk:8010/enter"
    assert ran.err == "desk: Anna is reviewer; the link is shown this once\n"
    known = people(open_project(project))
    assert known == {digest(secret): Person("Anna", Duty.REVIEWER)}
    assert toolkit("desk", "dismiss", "Anna").code == 0
    assert people(open_project(project)) == {}
    ran = toolkit("desk", "dismiss", "Anna")
    assert (ran.code, ran.err) == (2, "error: Anna is not invited; invited: nobody\n")


def test_only_invited_people_from_elsewhere(project: Path, toolkit: Toolkit) -> None:
    """Another address is refused as long as nobody is invited."""
    ran = toolkit("desk", "--no-open", "--host", "0.0.0.0", "--port", "0")
    assert ran.code == 2
    assert "there only invited people may come in: run `toolkit desk invite` first" in ran.err


def test_the_port_is_taken(project: Path, toolkit: Toolkit) -> None:
    """A port that another program has is named, with the remedy."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = toolkit("desk", "--no-open", "--port", str(port))
    assert ran.code == 2
    assert ran.err.startswith(f"error: 127.0.0.1:{port}: ")
    assert ran.err.endswith("name another --port\n")


def test_without_articles(tmp_path: Path, project: Path, toolkit: Toolkit) -> None:
    """A project without a folder of articles is refused before anything is served."""
    (project / "sources").rmdir()
    ran = toolkit("desk", "--no-open", "--port", "0")
    assert ran.code == 2
    assert "there is no such folder" in ran.err
