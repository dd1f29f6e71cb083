"""A real Chromium before the desk, driven by Selenium as a person would: by its keys."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from chromium import CHROMIUM, FLAGS
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

DRIVER = shutil.which("chromedriver")
ASKED = os.environ.get("DESK_BROWSER") == "required"
"""Whether `make test-desk` runs the tests: then all of them, and a browser must be there."""
thorough = pytest.mark.skipif(not ASKED, reason="`make test-desk` runs it")


def chromium(profile: Path, *flags: str, language: str = "en") -> webdriver.Chrome:
    """A browser with a profile of its own, which may be opened again after a crash."""
    options = webdriver.ChromeOptions()
    assert CHROMIUM and DRIVER
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, "--window-size=1280,900", f"--user-data-dir={profile}", *flags):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"intl.accept_languages": language})
    service = webdriver.ChromeService(executable_path=DRIVER)
    return webdriver.Chrome(options=options, service=service)


@dataclass
class Reviewer:
    """Somebody at a browser."""

    driver: webdriver.Chrome
    base: str

    def enter(self, address: str) -> None:
        """Come in by a link with a secret."""
        self.driver.get(address)
        self.until(lambda: self.driver.current_url == f"{self.base}/")

    def edit(self, locale: str = "ru", article: str = "hafen", place: str = "") -> None:
        """Open an article."""
        self.driver.get("about:blank")
        self.driver.get(f"{self.base}/edit/{locale}/{article}{place}")
        self.ready()

    def ready(self) -> None:
        self.until(lambda: self.script("return 'ready' in document.documentElement.dataset"))

    def script(self, text: str, *values: object) -> Any:
        return self.driver.execute_script(text, *values)

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element("css selector", selector)

    def text(self, selector: str) -> str:
        return str(
            self.script("return document.querySelector(arguments[0])?.innerText ?? ''", selector)
        )

    @property
    def current(self) -> int:
        """The number of the open sentence; 0 if none is."""
        return int(
            self.script("return Number(document.querySelector('.dst .s.current')?.dataset.n ?? 0)")
        )

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return str(self.script("return document.querySelector('code-field').value"))

    def press(self, *keys: str) -> None:
        """Press keys together, the last one last; nothing but the keyboard is used."""
        chain = ActionChains(self.driver, duration=0)
        for key in keys[:-1]:
            chain.key_down(key)
        chain.send_keys(keys[-1])
        for key in reversed(keys[:-1]):
            chain.key_up(key)
        chain.perform()

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        ActionChains(self.driver, duration=0).send_keys(text).perform()

    def clear(self) -> None:
        self.press(Keys.CONTROL, "a")
        self.press(Keys.DELETE)

    def until(self, holds: Callable[[], object], seconds: float = 20) -> None:
        """Wait for something to hold."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, (
                f"waited in vain at {self.driver.current_url}: {self.log()}"
            )
            time.sleep(0.03)

    @contextmanager
    def beforehand(self, script: str) -> Iterator[None]:
        """Run a script in each page before its own."""
        add, remove = (f"Page.{do}ScriptToEvaluateOnNewDocument" for do in ("add", "remove"))
        made = self.driver.execute_cdp_cmd(add, {"source": script})
        yield
        self.driver.execute_cdp_cmd(remove, made)

    def at(self, number: int) -> None:
        """Wait until a sentence is open."""
        self.until(lambda: self.current == number)

    def log(self) -> list[str]:
        """What the browser objected to at this desk."""
        said = (str(line["message"]) for line in self.driver.get_log("browser"))  # type: ignore[no-untyped-call]
        return [line for line in said if self.base in line]


def kill(driver: webdriver.Chrome) -> None:
    """End a browser as a crash does: it cannot finish anything."""
    browser = int(driver.capabilities["goog:processID"])
    os.kill(browser, signal.SIGKILL)
    driver.service.stop()
