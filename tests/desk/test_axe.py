"""Every view of the desk is accessible, checked by axe in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_browser import ASKED, Reviewer
from desk_running import Running
from selenium.webdriver.common.keys import Keys
from site_browser import AXE

from toolkit.desk.people import invite
from toolkit.workflow.desk import Duty
from toolkit.workflow.projects import open_project

pytestmark = pytest.mark.skipif(not (ASKED and AXE), reason="`make test-desk` runs it, with axe")
_RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a",
    "wcag21aa", "wcag22aa", "best-practice"]}).then(result => done(
    result.violations.map(v => [v.id, v.nodes.map(n => n.html + n.failureSummary)])));
"""


def violations(reviewer: Reviewer) -> list[Any]:
    """What axe objects to in the page as it is now."""
    assert AXE
    reviewer.script(f"if (!window.axe) {{ {AXE.read_text('utf-8')} }}")
    found: list[Any] = reviewer.driver.execute_async_script(_RUN)
    return found


@pytest.fixture(params=[(1280, "light"), (360, "dark"), (1280, "dark")], ids=str)
def screen(request: pytest.FixtureRequest, reviewer: Reviewer) -> Iterator[Reviewer]:
    """The desk on a screen of some width, light or dark."""
    width, scheme = request.param
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    reviewer.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    reviewer.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    yield reviewer
    reviewer.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    reviewer.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def conflict(reviewer: Reviewer) -> None:
    """Somebody else saves the open sentence."""
    reviewer.type("Мэр рад.")
    reviewer.script("document.querySelector('.conflict').hidden = false")


def codes(reviewer: Reviewer) -> None:
    """A sentence with codes is open."""
    reviewer.edit(place="#3")
    reviewer.press(Keys.ALT, "s")


def search(reviewer: Reviewer) -> None:
    """Something is searched for."""
    reviewer.press(Keys.ALT, "k")
    reviewer.type("a")


VIEWS: dict[str, Callable[[Reviewer], None]] = {
    "card": lambda reviewer: reviewer.type("Мэр  рад"),
    "codes": codes,
    "preview": lambda reviewer: reviewer.press(Keys.ALT, "p"),
    "search": search,
    "whole": lambda reviewer: reviewer.press(Keys.ALT, "w"),
    "keys": lambda reviewer: reviewer.press(Keys.F1),
    "conflict": conflict,
}


def test_list(screen: Reviewer) -> None:
    """The list of work."""
    assert violations(screen) == []


@pytest.mark.parametrize("view", VIEWS)
def test_editor(desk: Running, screen: Reviewer, view: str) -> None:
    """The editor, with what can be open in it."""
    glossary = "source,ru\nBürgermeister,мэр\n"
    Path(desk.folder / "locales").mkdir(exist_ok=True)
    (desk.folder / "locales/glossary.csv").write_text(glossary, "utf-8")
    invite(open_project(desk.folder), "Anna", Duty.READER)
    screen.edit(place="#4")
    screen.until(lambda: screen.text(".terms"))
    VIEWS[view](screen)
    assert violations(screen) == []
    wide = screen.script("return document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} pixels to scroll sideways"
