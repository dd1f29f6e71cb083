"""The words of the desk: complete in every language, and in the plural forms it has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from conftest import words_of

from toolkit.checks.context import Context
from toolkit.checks.table import run
from toolkit.desk import words
from toolkit.desk.strings import speech, spoken
from toolkit.desk.views import match_view
from toolkit.glossary.glossary import parse
from toolkit.languages.language import language
from toolkit.memory.offers import Match, TranslationUnit
from toolkit.model import Entry
from toolkit.phrase import Phrase

ROOT = Path(__file__).parents[2] / "toolkit"
CATALOGS = sorted((ROOT / "desk/locales").glob("*/LC_MESSAGES/desk.po"))
KEYWORDS = {"_": None, "Phrase": None, "ngettext": (1, 2), "count": (1, 2), "say": None}
SOURCES = {
    "python": tuple(
        ROOT / name
        for name in (
            *("desk/words.py", "desk/app.py", "workflow/desk.py", "publication/assemble.py"),
            *("memory/offers.py", "drafting/drafts.py"),
        )
    ),
    "jinja2.ext:babel_extract": tuple(sorted((ROOT / "templates/desk").glob("*.html"))),
}


def extracted() -> set[str]:
    """What the desk says, as Babel extracts it."""
    found = set()
    for method, paths in SOURCES.items():
        for path in paths:
            with path.open("rb") as file:
                for _, said, _, _ in extract(method, file, KEYWORDS):
                    found.add(said[0] if isinstance(said, tuple) else said)
    return found


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
def test_catalogs_are_complete(path: Path) -> None:
    """Every catalog has exactly what the desk says, all translated, as gettext wants it."""
    assert words_of(path) == extracted()


def test_there_are_four() -> None:
    """German, English, Russian and Chinese are shipped."""
    assert [path.parts[-3] for path in CATALOGS] == ["de", "en", "ru", "zh_CN"]


@pytest.mark.parametrize(
    ("accepted", "posix"),
    [
        ("de-CH,de;q=0.9,en;q=0.8", "de"),
        ("fr,ru;q=0.5", "ru"),
        ("en;q=0.1,zh-CN", "zh_CN"),
        ("fr", "en"),
        ("", "en"),
        ("*;q=x,,;", "en"),
    ],
)
def test_language_of_a_browser(accepted: str, posix: str) -> None:
    """The desk speaks the language that a browser wants most of those that it knows."""
    assert speech(accepted).language.posix == posix


def test_scripts_say_only_known_words() -> None:
    """Whatever the scripts say is among the words that they are given."""
    said = words.editor(spoken("de").say)
    for path in sorted((ROOT / "desk/static").glob("*.js")):
        for call in re.findall(r'\bsay\("([^"]+)"', path.read_text("utf-8")):
            assert call in said, f"{path.name}: {call}"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("de", "„Hafen City“ ist für „Hafen“ nicht zulässig; „port“ oder „harbour“ schreiben."),
        ("en", "“Hafen City” is not to be used for “Hafen”; write “port” or “harbour”."),
        ("ru", "«Hafen City» нельзя использовать для «Hafen»; пишите «port» или «harbour»."),
        ("zh", "“Hafen”不能译为“Hafen City”；请写“port”或“harbour”。"),
    ],
)
def test_findings(code: str, said: str) -> None:
    """What a check says, its lists and names of languages too, is said in the page's language."""
    data = "source,en,forbidden en\nHafen,port|harbour,Hafen City\n"
    context = Context(language("de"), language("en"), parse(data.encode(), "g.csv", language("de")))
    voice = spoken(code)
    (term,) = run(Entry("Der Hafen wächst.", "The Hafen City grows."), context)
    assert words.finding(term.message, voice) == said
    (quotes,) = run(Entry("„Ja“, sagt er.", "„Yes“, he says."), context)
    assert voice.name("en") in words.finding(quotes.message, voice)
    assert words.finding("A bare text.", voice) == "A bare text."


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", ["as title", "2 translations differ"]),
        ("de", ["als title", "Übersetzungen, die voneinander abweichen: 2"]),
        ("ru", ["как title", "разных переводов: 2"]),
        ("zh_CN", ["作为title", "有2种不同的译文"]),
    ],
)
def test_what_is_said_of_suggestions(code: str, said: list[str]) -> None:
    """Remarks of the memory are in the reader's language."""
    remarks = (Phrase("as %(kind)s", kind="title"), Phrase("%(n)s translations differ", n="2"))
    match = Match(TranslationUnit("Ende", "End"), "End", 99, remarks)
    assert match_view(match, "Ende", spoken(code))["remarks"] == said
    assert match.origin.remark == "as title, 2 translations differ"
