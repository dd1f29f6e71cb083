"""Single entries changed from outside, beside people and processes that change the same files."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import judge

from toolkit.catalog import po
from toolkit.catalog.combine import combine
from toolkit.errors import SourceError, UsageError
from toolkit.model import Catalog, Entry, State
from toolkit.project import files
from toolkit.project.settings import Project
from toolkit.workflow.catalogs import SavedCatalog, entries, open_catalog, save_entries
from toolkit.workflow.events import Event, Note, Written
from toolkit.workflow.projects import articles, open_project
from toolkit.workflow.workspace import OpenCatalog

NAME = "sources/a.txt"
PO = Path("locales/en/LC_MESSAGES/a.po")


@pytest.fixture
def home(project: Path) -> Project:
    """A project with one article of three sentences."""
    (project / NAME).write_text("Eins ist da.\n\nZwei ist da.\n\nDrei ist da.\n", "utf-8")
    return open_project(project)


def texts(opened: OpenCatalog) -> list[str]:
    """The translations, in order."""
    return [entry.target for entry in opened.catalog.entries]


def put(home: Project, opened: OpenCatalog, number: int, text: str) -> SavedCatalog:
    """Save one sentence as a person's translation."""
    entry = replace(opened.catalog.entries[number], target=text)
    return save_entries(home, opened, [entry])


def test_opening_writes_nothing(home: Project) -> None:
    """A catalog is opened as `translate` would leave it; there is no file yet."""
    opened = open_catalog(home, NAME, "en")
    assert [entry.source for entry in opened.catalog.entries] == [
        "Eins ist da.",
        "Zwei ist da.",
        "Drei ist da.",
    ]
    assert opened.before is None
    assert not PO.exists()
    assert list(entries(home, NAME, "en")) == list(opened.catalog.entries)


def test_one_entry(home: Project) -> None:
    """One sentence is saved; the file is as gettext writes it, and the outcome goes on from it."""
    told: list[Event] = []
    opened = open_catalog(home, next(articles(home)), "en")
    entry = replace(opened.catalog.entries[1], target="Two is here.")
    saved = save_entries(home, opened, [entry], told.append)
    assert saved.written
    assert told == [Written(PO.absolute())]
    assert texts(saved.opened) == ["", "Two is here.", ""]
    assert saved.opened.before == PO.read_bytes()
    assert not judge(PO)


def test_nothing_changed(home: Project) -> None:
    """Saving what is there already leaves the file alone."""
    saved = put(home, open_catalog(home, NAME, "en"), 0, "One is here.")
    before = PO.stat().st_mtime_ns
    again = put(home, saved.opened, 0, "One is here.")
    assert not again.written
    assert PO.stat().st_mtime_ns == before


def test_two_people(home: Project) -> None:
    """Two who opened the same catalog and changed different sentences lose nothing."""
    one, other = open_catalog(home, NAME, "en"), open_catalog(home, NAME, "en")
    put(home, one, 0, "One is here.")
    saved = put(home, other, 2, "Three is here.")
    assert texts(saved.opened) == ["One is here.", "", "Three is here."]
    assert saved.conflicts == ()


def test_the_same_sentence(home: Project) -> None:
    """The second of two who changed one sentence is told; the first one's text stays."""
    one, other = open_catalog(home, NAME, "en"), open_catalog(home, NAME, "en")
    put(home, one, 0, "One is here.")
    saved = put(home, other, 0, "One is there.")
    assert not saved.written
    assert [entry.target for entry in saved.conflicts] == ["One is there."]
    assert texts(saved.opened)[0] == "One is here."
    assert put(home, saved.opened, 0, "One is there.").written


def test_the_same_text(home: Project) -> None:
    """Two who agree are no conflict."""
    one, other = open_catalog(home, NAME, "en"), open_catalog(home, NAME, "en")
    put(home, one, 0, "One is here.")
    saved = put(home, other, 0, "One is here.")
    assert not saved.conflicts
    assert not saved.written


def test_article_changed(home: Project) -> None:
    """A sentence that is gone from the article is a conflict; new ones are there."""
    opened = open_catalog(home, NAME, "en")
    (home.root / NAME).write_text("Zwei ist da.\n\nHunderttausend Esel.\n", "utf-8")
    gone = replace(opened.catalog.entries[0], target="One is here.")
    kept = replace(opened.catalog.entries[1], target="Two is here.")
    saved = save_entries(home, opened, [gone, kept])
    assert saved.conflicts == (gone,)
    shown = [(entry.source, entry.target) for entry in saved.opened.catalog.entries]
    assert shown == [("Zwei ist da.", "Two is here."), ("Hunderttausend Esel.", "")]


def test_unknown_sentence(home: Project) -> None:
    """An entry of another article is not lost without a word."""
    foreign = Entry("Fremd.", "Foreign.")
    saved = save_entries(home, open_catalog(home, NAME, "en"), [foreign])
    assert saved.conflicts == (foreign,)


def test_people_beside(home: Project) -> None:
    """What a person saved in an editor that knows no lock stays, approval and comment too."""
    opened = put(home, open_catalog(home, NAME, "en"), 0, "One is here.").opened
    theirs = po.read(PO)
    second = replace(theirs.entries[1], target="Two is here.", comments=("sure",))
    PO.write_text(
        po.write(replace(theirs, entries=(theirs.entries[0], second, theirs.entries[2]))), "utf-8"
    )
    saved = put(home, opened, 2, "Three is here.")
    assert texts(saved.opened) == ["One is here.", "Two is here.", "Three is here."]
    assert saved.opened.catalog.entries[1].comments == ("sure",)
    assert saved.opened.catalog.entries[1].state is State.APPROVED


def test_waits(home: Project) -> None:
    """Who saves while another process works waits for it, and is told so."""
    opened = open_catalog(home, NAME, "en")
    waiting, entered = threading.Event(), threading.Event()
    told: list[Event] = []

    def tell(event: Event) -> None:
        told.append(event)
        waiting.set()

    def work() -> None:
        with files.lock(home, "", lambda _: None):
            entered.set()
            waiting.wait(10)

    thread = threading.Thread(target=work)
    thread.start()
    entered.wait(10)
    entry = replace(opened.catalog.entries[0], target="One is here.")
    assert save_entries(home, opened, [entry], tell).written
    thread.join()
    assert isinstance(told[0], Note)
    assert "waiting" in told[0].text


@pytest.mark.parametrize(
    ("source", "what"),
    [("sources", "several articles"), ("sources/none", "no article"), ("b.txt", "no such file")],
)
def test_one_article(home: Project, source: str, what: str) -> None:
    """A catalog belongs to one article, and the message says which there are none or several of."""
    (home.sources / "other.txt").write_text("Noch etwas.\n", "utf-8")
    (home.sources / "none").mkdir()
    with pytest.raises((UsageError, SourceError), match=what):
        open_catalog(home, source, "en")


def test_combine_keeps_both() -> None:
    """Every combination of who changed what: nobody's change disappears without a conflict."""
    base = Catalog(entries=(Entry("a", "1"),))
    kinds = {"same": "1", "x": "x", "y": "y"}
    for ours in kinds.values():
        for theirs in kinds.values():
            mine = Catalog(entries=(Entry("a", ours),))
            both = combine(base, mine, Catalog(entries=(Entry("a", theirs, line=7),)))
            (entry,) = both.catalog.entries
            assert entry.line == 7
            if ours == "1":
                assert (entry.target, both.conflicts) == (theirs, ())
            elif theirs in ("1", ours):
                assert (entry.target, both.conflicts) == (ours, ())
            else:
                assert (entry.target, both.conflicts) == (theirs, mine.entries)
