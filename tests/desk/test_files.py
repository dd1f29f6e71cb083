"""Files stay the truth: what others save meanwhile is shown, and nobody's text is lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import desk_browser
import pytest
from desk_browser import Reviewer, thorough
from desk_running import Running
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from toolkit.catalog import po
from toolkit.desk.people import invite
from toolkit.model import Entry, State
from toolkit.workflow.desk import Duty
from toolkit.workflow.projects import open_project

FOURTH = "Der Bürgermeister freut sich."


def entry(desk: Running, source: str = FOURTH) -> Entry:
    """A sentence as the file has it."""
    return next(one for one in po.read(desk.catalog()).entries if one.source == source)


def elsewhere(desk: Running, target: str, source: str = FOURTH) -> None:
    """Somebody saves a sentence in another editor."""
    path = desk.catalog()
    catalog = po.read(path)
    entries = tuple(
        one.approved(target) if one.source == source else one for one in catalog.entries
    )
    path.write_text(po.write(replace(catalog, entries=entries)), "utf-8")


def saved(reviewer: Reviewer, desk: Running, number: int, text: str) -> None:
    """Write a sentence and save it as a draft."""
    reviewer.edit(place=f"#{number}")
    reviewer.type(text)
    reviewer.press(Keys.CONTROL, "s")
    reviewer.until(lambda: desk.catalog().exists() and f'"{text}"' in desk.catalog().read_text())


@thorough
def test_a_change_elsewhere_appears(desk: Running, reviewer: Reviewer) -> None:
    """A sentence that Poedit saves is shown without a word; the open field follows if unused."""
    saved(reviewer, desk, 1, "Порт")
    reviewer.edit(place="#4")
    elsewhere(desk, "Мэр рад.")
    reviewer.until(lambda: reviewer.typed == "Мэр рад.")
    assert "approved" in reviewer.find('.dst .s[data-n="4"]').get_attribute("class")  # type: ignore[operator]
    sources = desk.folder / "sources/hafen.md"
    sources.write_text(sources.read_text("utf-8").replace("freut sich", "freut sich sehr"), "utf-8")
    reviewer.until(lambda: "The article changed." in reviewer.text(".notices"))


@pytest.mark.parametrize(
    ("key", "kept"), [("b", "Мэр доволен."), pytest.param("t", "Мэр рад.", marks=thorough)]
)
def test_conflict(desk: Running, reviewer: Reviewer, key: str, kept: str) -> None:
    """Both texts are shown when a sentence changes under one's hands, and either can be kept."""
    saved(reviewer, desk, 1, "Порт")
    reviewer.edit(place="#4")
    reviewer.type("Мэр доволен.")
    elsewhere(desk, "Мэр рад.")
    reviewer.until(lambda: reviewer.text(".conflict .theirs") == "Мэр рад.")
    assert reviewer.typed == "Мэр доволен."
    reviewer.press(Keys.CONTROL, "s")
    assert entry(desk).target == "Мэр рад."
    reviewer.press(Keys.ALT, key)
    reviewer.until(lambda: reviewer.typed == kept)
    reviewer.find("code-field").click()
    reviewer.press(Keys.CONTROL, Keys.ENTER)
    reviewer.until(lambda: entry(desk).target == kept and entry(desk).state is State.APPROVED)


@thorough
def test_a_late_save_is_a_conflict(desk: Running, reviewer: Reviewer) -> None:
    """A save from what is no longer there is refused, even if the news did not arrive in time."""
    saved(reviewer, desk, 4, "Мэр улыбается.")
    with reviewer.beforehand("window.EventSource = class {}"):
        reviewer.edit(place="#4")
    elsewhere(desk, "Мэр рад.")
    reviewer.type(" Да.")
    reviewer.press(Keys.CONTROL, "s")
    reviewer.until(lambda: reviewer.text(".conflict .theirs") == "Мэр рад.")
    assert entry(desk).target == "Мэр рад."
    assert reviewer.typed == "Мэр улыбается. Да."


@thorough
def test_two_browsers(desk: Running, reviewer: Reviewer, tmp_path: Path) -> None:
    """Two people at one article see each other, and what the other saves; who did is kept."""
    secret = invite(open_project(desk.folder), "Anna", Duty.TRANSLATOR)
    other = desk_browser.chromium(tmp_path / "anna")
    try:
        anna = Reviewer(other, desk.base)
        anna.enter(f"{desk.base}/enter?key={secret}")
        anna.edit(place="#4")
        reviewer.edit(place="#1")
        reviewer.until(lambda: reviewer.text(".here") == "here too: Anna")
        anna.until(lambda: anna.text(".here") == "here too: Mara")
        anna.type("Мэр рад.")
        anna.press(Keys.CONTROL, Keys.ENTER)  # a translator cannot approve
        anna.press(Keys.CONTROL, "s")
        reviewer.until(lambda: reviewer.text('.dst .s[data-n="4"]').endswith("Мэр рад."))
        for _ in range(3):
            reviewer.press(Keys.ALT, Keys.ARROW_DOWN)
        reviewer.until(lambda: "written by Anna" in reviewer.text(".card .state"))
        reviewer.press(Keys.CONTROL, Keys.ENTER)
        anna.until(lambda: "approved by Mara" in anna.text(".card .state"))
    finally:
        other.quit()
    written, approved = entry(desk).comments
    assert written.startswith("written by Anna on 20")
    assert approved.startswith("approved by Mara on 20")


@thorough
def test_undo(desk: Running, reviewer: Reviewer) -> None:
    """What was saved is taken back, to the byte; what is typed is taken back before that."""
    saved(reviewer, desk, 1, "Порт")
    saved(reviewer, desk, 4, "Мэр рад.")
    before = desk.catalog().read_text().split("\n\n", 1)[1]
    reviewer.edit(place="#4")
    reviewer.press(Keys.CONTROL, Keys.ENTER)
    reviewer.until(lambda: entry(desk).state is State.APPROVED)
    reviewer.edit(place="#4")
    reviewer.type(" Или нет.")
    reviewer.press(Keys.ALT, "z")
    assert reviewer.typed == "Мэр рад."
    reviewer.press(Keys.ALT, "z")
    reviewer.until(lambda: entry(desk).state is State.DRAFT)
    assert desk.catalog().read_text().split("\n\n", 1)[1] == before


@thorough
def test_a_damaged_file(desk: Running, reviewer: Reviewer) -> None:
    """What is wrong with a file is said as long as it is."""
    saved(reviewer, desk, 1, "Порт")
    reviewer.edit(place="#4")
    whole = desk.catalog().read_bytes()
    desk.catalog().write_bytes(whole[:-9])
    reviewer.until(lambda: "hafen.po" in reviewer.text(".notices"))
    desk.catalog().write_bytes(whole)
    reviewer.until(lambda: not reviewer.text(".notices"))


@thorough
def test_typing_goes_on(desk: Running, reviewer: Reviewer) -> None:
    """Who types on while a save is on its way, and saves again, meets no conflict with himself."""
    reviewer.edit(place="#4")
    reviewer.type("Мэр рад.")
    for _ in range(4):
        reviewer.press(Keys.ARROW_LEFT)
    for number in range(10):
        reviewer.press(Keys.CONTROL, "s")
        reviewer.type(f"{number}")
        reviewer.press(Keys.CONTROL, "s")
    reviewer.until(lambda: desk.catalog().exists() and entry(desk).target == "Мэр 0123456789рад.")
    reviewer.until(lambda: "not saved yet" not in reviewer.text(".state"))
    assert reviewer.typed == "Мэр 0123456789рад."
    assert not reviewer.find(".conflict").is_displayed()
    assert not reviewer.text(".notices")
    reviewer.press(Keys.CONTROL, "z")
    assert reviewer.typed != "Мэр 0123456789рад."


@thorough
def test_a_comment(desk: Running, reviewer: Reviewer) -> None:
    """A comment is kept where every editor finds it, and does not touch the text."""
    saved(reviewer, desk, 4, "Мэр рад.")
    reviewer.press(Keys.ALT, "m")
    reviewer.type("Der richtige Bürgermeister?")
    reviewer.press(Keys.ENTER)
    reviewer.until(lambda: "Mara: Der richtige Bürgermeister?" in entry(desk).comments)
    assert entry(desk).target == "Мэр рад."
    reviewer.until(lambda: "richtige" in reviewer.text(".remarks ul"))
    reviewer.find("code-field").click()
    reviewer.press(Keys.CONTROL, Keys.END)
    reviewer.type(" Очень.")
    reviewer.press(Keys.ALT, "m")
    reviewer.type("Sicher.")
    reviewer.press(Keys.ENTER)
    reviewer.until(lambda: "Sicher" in reviewer.text(".remarks ul"))
    assert reviewer.typed == "Мэр рад. Очень."
    assert not reviewer.find(".conflict").is_displayed()
    reviewer.press(Keys.CONTROL, "s")
    reviewer.until(lambda: entry(desk).target == "Мэр рад. Очень.")
    assert "Mara: Sicher." in entry(desk).comments


@thorough
def test_a_draft_survives(desk: Running, tmp_path: Path) -> None:
    """What was typed is offered again after `kill -9` of the browser and of the desk."""
    profile = tmp_path / "profile"
    first = desk_browser.chromium(profile)
    reviewer = Reviewer(first, desk.base)
    reviewer.enter(desk.address)
    reviewer.edit(place="#4")
    reviewer.type("Мэр рад, но")
    reviewer.until(lambda: stored(first) == ["Мэр рад, но"])
    desk_browser.kill(first)
    desk.kill()
    desk.start()
    for lock in profile.glob("Singleton*"):
        lock.unlink()
    second = desk_browser.chromium(profile)
    try:
        reviewer = Reviewer(second, desk.base)
        reviewer.enter(desk.address)
        reviewer.edit()
        reviewer.until(lambda: "did not save: 1" in reviewer.text(".notices"))
        reviewer.find(".notices button").click()
        assert reviewer.typed == "Мэр рад, но"
        reviewer.type(" тихо.")
        reviewer.press(Keys.CONTROL, "s")
        reviewer.until(lambda: desk.catalog().exists() and entry(desk).target)
        assert entry(desk).target == "Мэр рад, но тихо."
    finally:
        second.quit()
    shutil.rmtree(profile, ignore_errors=True)


def stored(driver: webdriver.Chrome) -> list[str]:
    """The drafts that the browser keeps, as somebody who comes later would find them."""
    script = """
        const done = arguments[arguments.length - 1];
        indexedDB.open("desk").onsuccess = event => {
            const asked = event.target.result.transaction("drafts").objectStore("drafts").getAll();
            asked.onsuccess = () => done(asked.result.map(one => one.text));
        };"""
    found: list[str] = driver.execute_async_script(script)
    return found
