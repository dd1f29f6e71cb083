"""Existing translations as drafts: the right entries, inline codes, nobody's work lost."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from cases import read
from conftest import SEED, Toolkit, judge

from toolkit.catalog import po
from toolkit.catalog.origin import parse, spell
from toolkit.catalog.refresh import wanted as wanted_entries
from toolkit.drafting.adopt import Adopted, adopt
from toolkit.formats.article import parse_article
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry, State

GERMAN = """# Der Bahnhof von Erfeld

Der **alte Bahnhof** wird für [48 Millionen Euro](https://erfeld.de) umgebaut.
Er stammt aus dem Jahr 1907. Er steht unter Denkmalschutz.

- `Gleis 4` bleibt gesperrt.
- Die *Züge* fahren weiter.
"""
ENGLISH = """# Erfeld station

At a cost of [48 million euros](https://erfeld.de), the **old station** is being rebuilt.
It was built in 1907 and is a listed monument.

- Platform 4 remains closed.
- The __trains__ keep running.
"""


def adopted(
    german: str, english: str, *, suffix: str = ".md", entries: tuple[Entry, ...] = ()
) -> Adopted:
    """The German text's catalog, filled from the English text."""
    source = parse_article(f"a{suffix}", german, language("de"))
    translation = parse_article(f"old{suffix}", english, language("en"))
    given = {entry.key: entry for entry in entries}
    wanted = tuple(given.get(entry.key, entry) for entry in wanted_entries(source.segments))
    return adopt(source, translation, Catalog("a", (), (), wanted), "old.md")


def test_markdown_codes_and_merged_sentences() -> None:
    """The same codes are mapped in any order, others named, a merged sentence told."""
    found = adopted(GERMAN, ENGLISH)
    assert [entry.target for entry in found.catalog.entries] == [
        "Erfeld station",
        "At a cost of <g2>48 million euros</g2>, the <g1>old station</g1> is being rebuilt.",
        "It was built in 1907 and is a listed monument.",
        "",
        "Platform 4 remains closed.",
        "The <g1>trains</g1> keep running.",
    ]
    remarks = [spell(entry.origin).partition("old.md")[2] for entry in found.catalog.entries]
    assert remarks == [
        "",
        "",
        ": translates the next sentence too",
        ": left empty, translated with the sentence before",
        ": placeholders are missing",
        ": check the placeholders",
    ]
    assert all(
        re.match(r"tm: [79]\d% aligned", spell(entry.origin)) for entry in found.catalog.entries
    )
    assert (found.filled, found.open, found.over) == (5, 0, 0)


def test_split_sentences_are_joined_in_the_targets_way() -> None:
    """Two target sentences of one source sentence stand in one entry, as their language joins."""
    german = "Er stammt aus dem Jahr 1907 und steht deshalb seit langem unter Denkmalschutz."
    for code, text in [("en", "It dates from 1907. It has long been listed for that reason."),
                       ("zh", "它建于1907年。因此它早已被列为受保护的历史建筑。")]:  # fmt: skip
        source = parse_article("a.txt", german, language("de"))
        old = Catalog(entries=wanted_entries(source.segments))
        found = adopt(source, parse_article("b.txt", text, language(code)), old, "b.txt")
        assert found.catalog.entries[0].target == text


def test_html_codes() -> None:
    """The codes of web pages are mapped likewise."""
    german = "<p>Der <b>Zug</b> nach <i>Kassel</i> fährt um 8 Uhr.</p>\n"
    english = "<p>The <i>Kassel</i> <b>train</b> leaves at 8 o'clock.</p>\n"
    found = adopted(german, english, suffix=".html")
    assert [entry.target for entry in found.catalog.entries] == [
        "The <g2>Kassel</g2> <g1>train</g1> leaves at 8 o'clock."
    ]


def test_only_empty_entries_are_filled() -> None:
    """Drafts and approved texts stay as they are; a second run changes nothing."""
    given = (Entry("Er stammt aus dem Jahr 1907.", "Since 1907.", True, origin=parse("mt: x")),
             Entry("Die <g1>Züge</g1> fahren weiter.", "<g1>Trains</g1> run."))  # fmt: skip
    found = adopted(GERMAN, ENGLISH, entries=given)
    assert set(given) <= set(found.catalog.entries)
    source, english = (parse_article("a.md", text, language(code))
                       for text, code in [(GERMAN, "de"), (ENGLISH, "en")])  # fmt: skip
    assert adopt(source, english, found.catalog, "old.md").catalog == found.catalog


def test_what_does_not_fit_stays_empty() -> None:
    """A translation of something else fills little, and says so."""
    found = adopted(GERMAN, "Cheese!\n")
    assert found.filled <= 1 and found.open >= 5


GERMAN_TEXT = """Der Hafen wächst seit 2019. Er ist heute 12 Hektar groß.
Viele Menschen arbeiten dort.
"""
ENGLISH_TEXT = """The harbour has been growing since 2019 and now covers 12 hectares.
Many people work there.
"""


@pytest.fixture
def article(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the seed article; its catalog's path."""
    (project / "sources" / "a.txt").write_bytes(SEED.read_bytes())
    return project / "locales" / "en" / "LC_MESSAGES" / "a.po"


def test_align_command(article: Path, toolkit: Toolkit) -> None:
    """The catalog is made and filled with drafts; a second run finds nothing to do."""
    (case,) = read(Path(__file__).parents[1] / "bitext" / "beijing-moskau.md")
    lines = (line.partition(" ")[2] for line in case["en"].split("\n"))
    Path("old.text").write_text("\n".join(lines))
    dry = toolkit("align", "sources/a.txt", "old.text", "--to", "en", "--dry-run")
    assert "would fill 15 entries; 0 source" in dry.err and not article.exists()
    ran = toolkit("align", "sources/a.txt", "old.text", "--to", "en")
    assert (ran.code, ran.out) == (0, "locales/en/LC_MESSAGES/a.po\n")
    assert "filled 15 entries; 0 source sentences" in ran.err
    assert judge(article) == ""
    states = [entry.state for entry in po.read(article).entries]
    assert (states.count(State.DRAFT), states.count(State.APPROVED)) == (15, 0)
    data = article.read_bytes()
    again = toolkit("align", "sources/a.txt", "old.text", "--to", "en")
    assert (again.code, again.out, article.read_bytes()) == (0, "", data)


def test_a_sentence_told_with_another_stays_empty(article: Path, toolkit: Toolkit) -> None:
    """No draft of an engine, made before or afterwards, says once more what is said already."""
    Path("sources/a.txt").write_text(GERMAN_TEXT, "utf-8")
    Path("old.txt").write_text(ENGLISH_TEXT, "utf-8")
    toolkit("translate", "--engine", "pseudo")
    toolkit("align", "sources/a.txt", "old.txt", "--to", "en")
    told = [entry for entry in po.read(article).entries if not entry.target]
    assert [entry.source for entry in told] == ["Er ist heute 12 Hektar groß."]
    for words in ((), ("--anew",)):
        toolkit("translate", "--engine", "pseudo", *words)
        assert [entry for entry in po.read(article).entries if not entry.target] == told
    said = toolkit("check").out
    assert "empty: 1 sentence is told with the sentence before; divide that one's" in said
    assert "toolkit translate" not in said


def test_a_sentence_told_with_another_has_a_draft_already(article: Path, toolkit: Toolkit) -> None:
    """As an earlier release left it: nothing else is there to fill, and it goes all the same."""
    Path("sources/a.txt").write_text(GERMAN_TEXT, "utf-8")
    Path("old.txt").write_text(ENGLISH_TEXT, "utf-8")
    words = ("align", "sources/a.txt", "old.txt", "--to", "en")
    toolkit(*words)
    wanted = article.read_bytes()
    filled = [
        entry if entry.target else entry.drafted("It is big.", parse("mt: x"))
        for entry in po.read(article).entries
    ]
    article.write_text(po.write(replace(po.read(article), entries=tuple(filled))), "utf-8")
    assert "would fill 0 entries" in toolkit(*words, "--dry-run").err
    assert "1 draft of an engine left out" in toolkit(*words).err
    assert article.read_bytes() == wanted


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("sources/a.txt", "nix.txt", "--to", "en"), "nix.txt: cannot be read"),
        (("sources/a.txt", "toolkit.toml", "--to", "de"), "de is the source language"),
        (("sources/nix.txt", "toolkit.toml", "--to", "en"), "there is no such file"),
        (("sources", "toolkit.toml", "--to", "en"), "several articles; name one"),
    ],
)
def test_mistakes_are_named(
    article: Path, toolkit: Toolkit, words: tuple[str, ...], message: str
) -> None:
    """One sentence, no catalog of nothing."""
    Path("sources/b.txt").write_text("Er kam.\n")
    ran = toolkit("align", *words)
    assert ran.code in (1, 2) and message in ran.err
