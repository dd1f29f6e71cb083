"""What a publication would show otherwise than it is written is said before it is published."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Toolkit

from toolkit.catalog import po
from toolkit.catalog.update import update
from toolkit.formats.article import parse_article
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry
from toolkit.project.settings import find
from toolkit.publication.faithful import otherwise
from toolkit.workflow.desk import Desk

DE, EN = language("de"), language("en")
MAY = "Am 1<g1>er</g1> Mai."


def wrong(name: str, source: str, *entries: Entry) -> list[str]:
    """The targets that are read otherwise."""
    article = parse_article(name, source, DE)
    catalog = update(article, Catalog(entries=entries), EN, "")
    return [entry.target for entry in otherwise(article, catalog, EN)]


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        (MAY, "On May 1<g1>1</g1>.", True),
        (MAY, "On May 1<g1>st</g1>.", False),
        (MAY, "On May 1.", False),  # lost placeholders are another check's
        (MAY, "", False),
        (MAY, MAY, False),
        ("Ende.", "End.<g1>1</g1>", False),
    ],
)
@pytest.mark.parametrize("fuzzy", [True, False])
def test_html(source: str, target: str, found: bool, fuzzy: bool) -> None:
    """A raised word that becomes the mark of a note; drafts count as if they were approved."""
    text = "<p>Am 1<sup>er</sup> Mai.</p>\n<p>Ende.</p>"
    assert wrong("a.html", text, Entry(source, target, fuzzy)) == [target] * found


def test_each_of_many_is_found() -> None:
    """However many others are all right."""
    text = "\n".join(f"<p>Am {n}<sup>er</sup> Mai.</p>" for n in range(40))
    entries = [Entry(f"Am {n}<g1>er</g1> Mai.", f"May {n}<g1>st</g1>.") for n in range(40)]
    for n in (3, 4, 39):
        entries[n] = replace(entries[n], target=f"May {n}<g1>1</g1>.")
    assert wrong("a.html", text, *entries) == [entries[n].target for n in (3, 4, 39)]


@pytest.fixture
def catalog(project: Path, toolkit: Toolkit) -> Path:
    """An article with such a draft."""
    (project / "sources/a.html").write_text("<p>Am 1<sup>er</sup> Mai.</p>\n<p>Ende.</p>")
    toolkit("translate", "--engine", "none")
    path = project / "locales/en/LC_MESSAGES/a.po"
    found = po.read(path)
    targets = {MAY: "On May 1<g1>1</g1>.", "Ende.": "End."}
    entries = tuple(replace(one, target=targets[one.source], fuzzy=True) for one in found.entries)
    path.write_text(po.write(replace(found, entries=entries)), "utf-8")
    return path


def test_commands(catalog: Path, toolkit: Toolkit) -> None:
    """`check` names it with its line, `approve` leaves it a draft."""
    ran = toolkit("check")
    assert ran.code == 3
    assert "a.po:22: error: as written: Published, it would be read otherwise" in ran.out
    assert toolkit("approve", "sources").code == 3
    assert [entry.fuzzy for entry in po.read(catalog).entries] == [True, False]


def test_desk(catalog: Path, project: Path) -> None:
    """It says so of what is there and of what somebody types."""
    desk = Desk(find(project))
    opened = desk.open("a", "en")
    may, end = opened.catalog.entries
    typed = replace(may, target="On May 1<g1>st</g1>.")
    other = replace(may, target="On May 2<g1>2</g1>.")
    said = [[one.check for one in desk.findings(opened, each)] for each in (may, end, typed, other)]
    assert [said[0], said[1], said[2]] == [["as written"], [], []]
    assert "as written" in said[3]
