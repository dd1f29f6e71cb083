"""Writing as people write: with an input method, from right to left, with codes as chips."""

from __future__ import annotations

import pytest
from desk_browser import Reviewer, thorough
from desk_running import Running
from selenium.webdriver.common.keys import Keys

THIRD = "Seit <g1>2019</g1> wächst der <g2>Hafen</g2> um 12 Prozent im Jahr."


def compose(reviewer: Reviewer, text: str) -> None:
    """An input method shows what it would insert."""
    place = {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
    reviewer.driver.execute_cdp_cmd("Input.imeSetComposition", place)


def composing_key(reviewer: Reviewer, code: str, modifiers: int) -> None:
    """A key goes to an input method; the page only learns that one was pressed."""
    for kind in ("rawKeyDown", "keyUp"):
        event = {"type": kind, "code": code, "modifiers": modifiers, "windowsVirtualKeyCode": 229}
        reviewer.driver.execute_cdp_cmd("Input.dispatchKeyEvent", event)


def test_input_method(desk: Running, reviewer: Reviewer) -> None:
    """While an input method composes no key does anything; what it inserts is one step."""
    reviewer.edit("zh_CN", place="#4")
    compose(reviewer, "shi")
    compose(reviewer, "shi zhang")
    for code, modifiers in (("Enter", 2), ("Enter", 0), ("KeyS", 1), ("ArrowDown", 1)):
        composing_key(reviewer, code, modifiers)
    assert reviewer.current == 4
    assert not desk.catalog("zh_CN").exists()
    reviewer.driver.execute_cdp_cmd("Input.insertText", {"text": "市长很高兴。"})
    assert reviewer.typed == "市长很高兴。"
    reviewer.press(Keys.CONTROL, "z")
    assert reviewer.typed == ""
    reviewer.press(Keys.CONTROL, Keys.SHIFT, "z")
    assert reviewer.typed == "市长很高兴。"
    reviewer.press(Keys.CONTROL, Keys.ENTER)
    reviewer.until(lambda: desk.catalog("zh_CN").exists())


@thorough
def test_russian_layout(desk: Running, reviewer: Reviewer) -> None:
    """Keys are meant by their place: Ctrl+Ы saves, Alt+С inserts a code."""
    reviewer.edit(place="#3")
    for key, code, modifiers in (("с", "KeyC", 1), ("ы", "KeyS", 2)):
        event = {"type": "rawKeyDown", "key": key, "code": code, "modifiers": modifiers}
        reviewer.driver.execute_cdp_cmd("Input.dispatchKeyEvent", event)
    assert reviewer.typed == "<g1>"
    reviewer.until(lambda: desk.catalog().exists())


def test_codes_stay_whole(reviewer: Reviewer) -> None:
    """A code is removed whole, comes back whole, and goes around what is selected."""
    reviewer.edit(place="#3")
    reviewer.press(Keys.ALT, "s")
    assert reviewer.typed == THIRD
    reviewer.press(Keys.HOME)
    for _ in range(6):
        reviewer.press(Keys.DELETE)
    assert reviewer.typed == THIRD.removeprefix("Seit <g1>")
    reviewer.press(Keys.ALT, "c")
    assert reviewer.typed == THIRD.removeprefix("Seit ")
    reviewer.clear()
    reviewer.type("2019")
    reviewer.press(Keys.SHIFT, Keys.HOME)
    reviewer.press(Keys.ALT, "c")
    assert reviewer.typed == "<g1>2019</g1>"
    reviewer.press(Keys.BACKSPACE)
    assert reviewer.typed == "<g1>2019"
    reviewer.press(Keys.CONTROL, "z")
    assert reviewer.typed == "<g1>2019</g1>"


@thorough
def test_paste(reviewer: Reviewer) -> None:
    """What is pasted is text on one line, whatever it was; codes in it are codes."""
    reviewer.edit(place="#3")
    reviewer.script(
        """
        const given = new DataTransfer();
        given.setData("text/html", "<b>nichts</b>");
        given.setData("text/plain", "С <g1>2019\\n</g1> года");
        document.querySelector("code-field").dispatchEvent(new InputEvent("beforeinput",
            {inputType: "insertFromPaste", dataTransfer: given, cancelable: true, bubbles: true}));
        """
    )
    assert reviewer.typed == "С <g1>2019 </g1> года"
    assert reviewer.script("return document.querySelectorAll('code-field .chip').length") == 2


@thorough
def test_right_to_left(desk: Running, reviewer: Reviewer) -> None:
    """An Arabic translation runs from right to left, beside a source that does not."""
    settings = desk.folder / "toolkit.toml"
    settings.write_text(settings.read_text().replace('"ru"', '"ar", "ru"'))
    desk.kill()
    desk.start()
    reviewer.edit("ar", place="#3")
    reviewer.type("منذ ")
    reviewer.press(Keys.ALT, "c")
    reviewer.type("٢٠١٩")
    assert reviewer.typed == "منذ <g1>٢٠١٩"
    directions = [
        reviewer.find(place).value_of_css_property("direction")
        for place in (".source", "code-field")
    ]
    assert directions == ["ltr", "rtl"]
    reviewer.press(Keys.CONTROL, "s")
    reviewer.until(lambda: desk.catalog("ar").exists())


@thorough
@pytest.mark.parametrize("text", ["Мэр рад...", "Мэр  рад."])
def test_live_checks(reviewer: Reviewer, text: str) -> None:
    """A finding appears while one types, with what to do, and goes with a key if it can."""
    reviewer.edit(place="#4")
    reviewer.type(text)
    reviewer.until(lambda: reviewer.text(".findings"))
