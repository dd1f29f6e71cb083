"""The desk killed while it saves: the file is old or new, the next desk goes on from it, and the
browser offers what did not arrive.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from conftest import forked, judge
from desk_browser import Reviewer, thorough
from desk_running import PROJECT, Running, free_port
from selenium.webdriver.common.keys import Keys

from toolkit.catalog import po
from toolkit.desk.people import own_secret
from toolkit.desk.server import Place, serve
from toolkit.workflow.desk import Desk, Duty, Edit, Person, name_of, version_of
from toolkit.workflow.projects import open_project

ROUNDS = 50
FOURTH = "Der Bürgermeister freut sich."
MARA = Person("Mara", Duty.REVIEWER)


class Saver:
    """Somebody who saves one sentence after the other."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port, self.key = port, own_secret(open_project(folder))

    def ask(self, path: str, **body: Any) -> Any:
        """The desk's answer. OSError or HTTPException if it dies before it has given one."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": f"desk-{self.port}={self.key}"}
        if body:
            headers |= {"Origin": f"http://127.0.0.1:{self.port}"}
            headers["Content-Type"] = "application/json"
            body |= {"article": "hafen", "locale": "ru"}
        try:
            data = json.dumps(body).encode() if body else None
            connection.request("POST" if body else "GET", path, data, headers)
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def entries(self) -> dict[str, Any]:
        """All entries by name, as soon as a desk answers."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with suppress(OSError, HTTPException):
                return {one["id"]: one for one in self.ask("/api/state/ru/hafen")["entries"]}
            time.sleep(0.02)
        raise AssertionError("no desk answers")


@thorough
def test_kill(tmp_path: Path) -> None:
    """After each of 50 kills the catalog is whole, and every save that was confirmed is in it."""
    folder = tmp_path / "project"
    shutil.copytree(PROJECT, folder)
    chance, port = random.Random(13), free_port()
    saver, path = Saver(folder, port), folder / "locales/ru/LC_MESSAGES/hafen.po"
    desk = Desk(open_project(folder))
    first = desk.open("hafen", "ru").catalog.entries[0]
    desk.edit("hafen", "ru", Edit(name_of(first), version_of(first), "Порт"), MARA)
    saved = killed_meanwhile = 0
    for number in range(ROUNDS):
        pid = forked(lambda: serve(desk, Place(port=port, owner="Mara"), lambda _: None))
        known = saver.entries()
        wanted = {name: one["target"] for name, one in known.items()}
        death = Timer(chance.uniform(0.0, 0.15), os.kill, (pid, signal.SIGKILL))
        death.start()
        try:
            while True:
                name, text = chance.choice(list(known)), f"Порт {number} {chance.random()}"
                sent = {name: text}
                seen = known[name]["version"]
                said = saver.ask("/api/save", id=name, seen=seen, text=text, approve=False)
                known[name] = said["entry"]
                wanted |= sent
                saved += 1
        except (OSError, HTTPException):
            death.join()
        os.waitpid(pid, 0)
        assert judge(path) == ""
        inside = {name_of(one): one.target for one in po.read(path).entries}
        assert inside in (wanted, wanted | sent), f"round {number}"
        killed_meanwhile += inside != wanted
    print(f"{saved} saves confirmed, {killed_meanwhile} done that were not, in {ROUNDS} kills")
    assert saved > ROUNDS // 5  # else they never came so far, and nothing is shown


def offered(reviewer: Reviewer) -> bool:
    """Whether the page says that it kept a text which was not saved."""
    return "did not save: 1" in reviewer.text(".notices")


def saved(desk: Running) -> str:
    """What the file has for the fourth sentence."""
    entries = po.read(desk.catalog()).entries if desk.catalog().exists() else ()
    return next((one.target for one in entries if one.source == FOURTH), "")


def kept(desk: Running, reviewer: Reviewer, text: str) -> bool:
    """Whether a text is offered or in the file."""
    return offered(reviewer) or saved(desk) == text


@thorough
@pytest.mark.timeout(900)
def test_drafts(desk: Running, reviewer: Reviewer) -> None:
    """After each of 50 kills the browser offers what was typed, unless it is in the file."""
    chance, arrived = random.Random(13), 0
    reviewer.edit(place="#4")
    for number in range(ROUNDS):
        first, more = f"Мэр рад {number}.", chance.choice(("", " Или нет."))
        reviewer.clear()
        reviewer.type(first)
        death = Timer(chance.uniform(0.0, 0.12), os.kill, (desk.pid, signal.SIGKILL))
        death.start()
        reviewer.press(Keys.CONTROL, "s")
        if more:
            reviewer.type(more)
        death.join()
        os.waitpid(desk.pid, 0)
        desk.start()
        reviewer.edit(place="#1")  # what the page before was saving may have reached the new desk
        reviewer.until(partial(kept, desk, reviewer, first + more))
        arrived += saved(desk) == first
        if offered(reviewer):
            reviewer.find(".notices button").click()
        else:
            assert not reviewer.text(".notices")
            reviewer.find('.dst .s[data-n="4"]').click()
        assert reviewer.typed == first + more, f"round {number}"
        assert not reviewer.find(".conflict").is_displayed()
    print(f"{arrived} of {ROUNDS} savings arrived")
    assert 0 < arrived < ROUNDS
