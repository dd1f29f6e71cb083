"""What helps to write: the page as it will be, suggestions, terms, fixes, search, batches."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from desk_browser import Reviewer, thorough
from desk_running import Running
from selenium.webdriver.common.keys import Keys

from toolkit.catalog import po
from toolkit.languages.language import language
from toolkit.memory import tmx
from toolkit.memory.offers import TranslationUnit
from toolkit.model import State
from toolkit.workflow.clock import moment

pytestmark = thorough
KNOWN = "Der Bürgermeister freut sich sehr."


def in_page(reviewer: Reviewer, script: str) -> object:
    """A value in the document of the preview."""
    return reviewer.script(
        f"const page = document.querySelector('iframe').contentDocument; {script}"
    )


def test_preview(reviewer: Reviewer) -> None:
    """The page shows what is typed, with its markup, marks the sentence, and opens what is hit."""
    reviewer.edit(place="#4")
    reviewer.press(Keys.ALT, "p")
    reviewer.until(
        lambda: in_page(reviewer, "return page.querySelector('.here')?.dataset.n") == "4"
    )
    reviewer.type("Мэр рад.")
    shown = "return page.querySelector('[data-n=\"4\"]').textContent"
    reviewer.until(lambda: in_page(reviewer, shown) == "Мэр рад.")
    in_page(reviewer, "page.querySelector('[data-n=\"3\"]').click()")
    reviewer.at(3)
    for text in ("С ", "2019", " года ", "порт"):
        reviewer.type(text)
        reviewer.press(Keys.ALT, "c")
    reviewer.press(Keys.ALT, "c")
    assert reviewer.typed == "С <g1>2019</g1> года <g2>порт</g2>"
    marked = "return page.querySelector('[data-n=\"3\"] strong')?.textContent"
    reviewer.until(lambda: in_page(reviewer, marked) == "2019")
    reviewer.press(Keys.ALT, "p")
    assert not reviewer.find(".preview").is_displayed()


def test_suggestions_and_terms(desk: Running, reviewer: Reviewer) -> None:
    """A match, a term and a fix are taken over by their keys."""
    (desk.folder / "locales").mkdir()
    terms = "source,ru,forbidden ru\nBürgermeister,мэр,бургомистр\n"
    (desk.folder / "locales/glossary.csv").write_text(terms, "utf-8")
    (desk.folder / "memory").mkdir()
    units = [TranslationUnit(KNOWN, "Мэр очень рад.")]
    written = tmx.write(units, language("de"), language("ru"))
    (desk.folder / "memory/alt.tmx").write_text(written, "utf-8")
    reviewer.edit(place="#4")
    reviewer.until(lambda: "Мэр очень рад." in reviewer.text(".matches"))
    assert reviewer.text(".matches del") == " sehr"
    assert reviewer.text(".source mark") == "Bürgermeister"
    reviewer.press(Keys.ALT, "1")
    assert reviewer.typed == "Мэр очень рад."
    reviewer.clear()
    reviewer.press(Keys.ALT, Keys.SHIFT, "1")
    assert reviewer.typed == "мэр"
    reviewer.type("  рад.")
    reviewer.until(lambda: "two blanks" in reviewer.text(".findings"))
    reviewer.press(Keys.ALT, "x")
    assert reviewer.typed == "мэр рад."


def test_search_and_replace(desk: Running, reviewer: Reviewer) -> None:
    """What is found is shown before it is replaced; what was approved is a draft then."""
    reviewer.edit(place="#1")
    for text in ("Порт растёт", "Порт растёт"):
        reviewer.type(text)
        reviewer.press(Keys.CONTROL, Keys.ENTER)
        reviewer.until(lambda: reviewer.typed == "")
    reviewer.until(lambda: reviewer.text(".counts") == "9 of 11 open")
    reviewer.press(Keys.ALT, "k")
    reviewer.type("порт")
    reviewer.press(Keys.TAB)
    reviewer.press(Keys.TAB)
    reviewer.press(Keys.SPACE)
    reviewer.find("dialog.search input[name=other]").send_keys("Гавань")
    assert reviewer.text("dialog.search ins") == "Гавань растёт"
    assert reviewer.text("dialog.search output") == "sentences: 2"
    reviewer.find("dialog.search button[value=all]").click()
    reviewer.until(lambda: "sentences: 2" in reviewer.text(".notices"))
    first, second, *_ = po.read(desk.catalog()).entries
    assert [first.target, second.target] == ["Гавань растёт"] * 2
    assert {first.state, second.state} == {State.DRAFT}


def test_whole_article(desk: Running, reviewer: Reviewer) -> None:
    """The gate of `publish` is shown on the page, with everything that is in the way."""
    desk.kill()
    desk.engine = "pseudo"
    desk.start()
    reviewer.edit()
    reviewer.press(Keys.ALT, "w")
    reviewer.find("dialog.whole button[value=publish]").click()
    reviewer.until(lambda: "not published" in reviewer.text("dialog.whole .outcome"))
    assert "hafen.po: there is no such catalog yet" in reviewer.text(".lines")
    reviewer.find("dialog.whole button[value=translate]").click()
    reviewer.until(lambda: "11 sentences drafted" in reviewer.text("dialog.whole .outcome"))
    reviewer.find("dialog.whole button[value=publish]").click()
    reviewer.until(lambda: "draft, not approved [Der Hafen wächst]" in reviewer.text(".lines"))
    assert not Path(desk.folder / "public").exists()


def test_a_finding_is_silenced(desk: Running, reviewer: Reviewer) -> None:
    """Who knows better than a check says so with a button; what is typed meanwhile stays."""
    reviewer.edit(place="#4")
    reviewer.type("Мэр  рад.")
    reviewer.until(lambda: "two blanks" in reviewer.text(".findings"))
    reviewer.find(".findings button").click()
    reviewer.until(lambda: not reviewer.text(".findings"))
    assert reviewer.typed == "Мэр  рад."
    reviewer.press(Keys.CONTROL, Keys.ENTER)
    reviewer.until(lambda: "Мэр  рад." in desk.catalog().read_text("utf-8"))
    (saved,) = (one for one in po.read(desk.catalog()).entries if one.target)
    assert saved.state is State.APPROVED
    assert "toolkit: ok whitespace" in saved.comments


def test_another_article(desk: Running, reviewer: Reviewer) -> None:
    """What another article makes of the same sentence is said while one types, and when it changes.

    The checks speak the language of the page.
    """
    (desk.folder / "sources/zwei.txt").write_text("Nachtrag\n\nAm Abend wird es still.\n", "utf-8")
    reviewer.driver.execute_cdp_cmd("Network.enable", {})
    german = {"headers": {"Accept-Language": "de"}}
    reviewer.driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", german)
    try:
        reviewer.edit(article="zwei", place="#2")
        reviewer.type("Вечером тихо.")
        reviewer.press(Keys.CONTROL, "s")
        reviewer.until(desk.catalog(article="zwei").exists)
        reviewer.edit(place="#11")
        reviewer.type("К вечеру тихо.")
        said = "In „Nachtrag“ heißt derselbe Satz „Вечером тихо.“; eine Übersetzung wählen."
        reviewer.until(lambda: said in reviewer.text(".findings"))
        reviewer.press(Keys.CONTROL, "s")
        path = desk.catalog(article="zwei")
        path.write_text(path.read_text("utf-8").replace("Вечером тихо.", "К вечеру тихо."), "utf-8")
        reviewer.until(lambda: said not in reviewer.text(".findings"))
    finally:
        reviewer.driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {}})


def test_list(desk: Running, reviewer: Reviewer) -> None:
    """The list can be filtered, leads to the editor, and counts what the checks find."""
    reviewer.edit(place="#6")
    reviewer.type("В 2024 году  пришло 310 судов.")
    reviewer.press(Keys.CONTROL, "s")
    reviewer.until(lambda: desk.catalog().exists())
    long_ago = f"{moment().date() - timedelta(days=21)}"
    path = desk.catalog()
    path.write_text(re.sub(r"(?<=POT-Creation-Date: )[\d-]+", long_ago, path.read_text("utf-8")))
    reviewer.driver.get(reviewer.base)
    reviewer.ready()
    assert reviewer.text("li[data-locale=ru] .age") == "21 days old"
    assert reviewer.text("li[data-locale=zh_CN] .age") == ""
    assert reviewer.text("li[data-locale=ru] .findings") == "1 finding"
    shown = "return [...document.querySelectorAll('.tasks li')].filter(li => !li.hidden).length"
    assert reviewer.script(shown) == 2
    reviewer.find("input[name=title]").send_keys("Bahnhof")
    assert reviewer.script(shown) == 0
    assert reviewer.find(".nothing").is_displayed()
    reviewer.find("input[name=title]").clear()
    reviewer.press(Keys.BACKSPACE)
    reviewer.find("select[name=locale] option[value=zh_CN]").click()
    reviewer.until(lambda: reviewer.script(shown) == 1)
    reviewer.find("li[data-locale=zh_CN] a").click()
    reviewer.ready()
    assert reviewer.driver.current_url.startswith(f"{reviewer.base}/edit/zh_CN/hafen")
