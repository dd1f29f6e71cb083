"""A desk over a small project, and a browser that comes to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import desk_browser
import pytest
from chromium import CHROMIUM
from desk_browser import Reviewer
from desk_running import PROJECT, Running
from selenium import webdriver

_MISSING = not (CHROMIUM and desk_browser.DRIVER)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Running]:
    """A desk over a copy of the project."""
    folder = tmp_path / "project"
    shutil.copytree(PROJECT, folder)
    running = Running(folder)
    running.start()
    yield running
    if running.pid:
        running.kill()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One browser for all tests that do not kill it; `make test-desk` insists on it."""
    if _MISSING:
        if desk_browser.ASKED:
            pytest.fail("needs chromium and chromedriver")
        pytest.skip("needs chromium and chromedriver")
    driver = desk_browser.chromium(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


@pytest.fixture
def reviewer(chromium: webdriver.Chrome, desk: Running) -> Reviewer:
    """The owner of the desk at a browser, before the list of work."""
    person = Reviewer(chromium, desk.base)
    person.enter(desk.address)
    return person
