"""The contract: every claim holds for every document of every format."""

from __future__ import annotations

import json
import random
import re
import shutil
from dataclasses import replace
from pathlib import Path

import claims
import pytest
from claims import CLAIMS, DE, EN, REFUSABLE, Doc
from conftest import Toolkit, judge
from formats.reading import shards
from formats.test_dialects import CASES as DIALECTS
from oracles import Words, rendered, visible

from toolkit.catalog import po
from toolkit.engines import table as engines
from toolkit.engines.table import ENGINES
from toolkit.errors import PublishError
from toolkit.formats.table import FORMATS
from toolkit.project import files
from toolkit.project.files import Article

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
FILES = sorted(path for path in CORPUS.iterdir() if path.stem not in ("README", ".gitattributes"))
REFUSED = 2
"""How many of 300 generated documents may be refused (see `claims.REFUSABLE`)."""


def corpus(path: Path) -> Doc:
    """A file of the corpus, read as the toolkit reads it."""
    label = f"corpus/{path.name}"
    return Doc(label, files.read(Article(path.stem, path, label)))


def examples(name: str) -> list[Doc]:
    """A data file's examples: their Markdown, or the HTML made of it."""
    stem, column, suffix = {
        "commonmark": ("commonmark", 0, ".md"),
        "commonmark as html": ("commonmark", 1, ".html"),
        "markdown-it": ("markdown-it", 0, ".md"),
    }[name]
    rows = json.loads((HERE / "examples" / f"{stem}.json").read_text("utf-8"))
    return [Doc(f"{stem}/{number}{suffix}", row[column]) for number, row in enumerate(rows, 1)]


each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


@each_file
def test_corpus(path: Path) -> None:
    """Every claim holds for the file, whose bytes are what was read."""
    doc = corpus(path)
    assert doc.text.encode() == path.read_bytes()
    for claim in (*CLAIMS, claims.edited, claims.marked_exactly):
        claim(doc)


@pytest.mark.timeout(600)  # hundreds of documents, for a busy machine
@pytest.mark.parametrize("name", ["commonmark", "commonmark as html", "markdown-it"])
def test_examples(name: str) -> None:
    """Every claim holds for the examples of the specifications."""
    for doc in examples(name):
        for claim in CLAIMS:
            if not claims.refused(doc):
                claim(doc)


@pytest.mark.parametrize("name", FORMATS)
def test_generated(name: str) -> None:
    """Every claim holds for whatever is made of the format's signs, or publishing is refused."""
    supply = random.Random(20201207)
    pieces = shards(name)
    refused = set()
    for number in range(300):
        text = "".join(supply.choices(pieces, k=supply.randint(1, 25)))
        doc = Doc(f"generated/{number}{FORMATS[name].suffixes[0]}", text)
        for claim in () if claims.refused(doc) else CLAIMS:
            try:
                claim(doc)
            except PublishError:
                assert claim in REFUSABLE, f"{doc.label}: {text!r}"
                refused.add(number)
            except AssertionError as error:
                raise AssertionError(f"{error}\nin {text!r}") from None
    assert len(refused) <= REFUSED, refused


def test_generated_dialects() -> None:
    """The claims hold for lines of all dialects in any order, too; all but what a page shows."""
    supply = random.Random(20201207)
    lines = sorted({line for case in DIALECTS for line in case["source"].split("\n")})
    refused = set()
    for number in range(120):
        text = "\n".join(["# Titel", "", *supply.choices(lines, k=supply.randint(2, 14))])
        doc = Doc(f"generated/{number}.md", text)
        for claim in () if claims.refused(doc) else (*CLAIMS[:-1], pseudo):
            try:
                claim(doc)
            except PublishError:
                assert claim in (*REFUSABLE, pseudo), f"{doc.label}: {text!r}"
                refused.add(number)
            except AssertionError as error:
                raise AssertionError(f"{error}\nin {text!r}") from None
    assert len(refused) <= REFUSED, refused


def pseudo(doc: Doc) -> None:
    """Other letters everywhere change no structure, or publishing is refused."""
    claims.published(doc, claims.approved(claims.drafted(doc, "pseudo")))


PROTECTED = {
    "code-blocks.md": "E mc",  # a formula
    "docusaurus-features.md": "heading custom id color color color id tip danger export const"
    " children children Highlight span style backgroundColor borderRadius px px fff padding cursor"
    " pointer onClick alert my my",  # directives, components
    "docusaurus-long-post.md": "truncate",  # a comment of MDX
    "docusaurus-translate.md": "caution",  # a directive
    "docusaurus-welcome.md": "truncate",  # a comment of MDX
    "hugo-post.md": "notice notice figure src img band jpg title youtube abc",  # shortcodes
    "jekyll-post.markdown": "include header html highlight ruby puts Hallo endhighlight",
    "quotes.md": "NOTE",  # an alert
    "setext.md": "anker",  # a heading's id
    "inline-html.html": "g x",  # look like placeholders
    "deep-lists.md": "X",  # a task's box
    "emphasis.md": "x",  # looks like a placeholder
    "tricky.md": "x https example org",  # a task's box, a URL
}
"""Words a reader sees that translators rightly do not get."""
UNSEEN = {
    "news.html": "Medien vertiefen Zusammenarbeit",  # in the page's JSON-LD
    "inline-html.html": "Vorlage",  # in a template
    "code-blocks.md": "beispiel",  # the title of code, which other programs show
    "footnotes.md": "Niemand verweist auf diese Fußnote",  # as it says
}
"""Words that translators get although markdown-it shows them to nobody."""


def seen(doc: Doc) -> tuple[Words, Words]:
    """What a browser shows of the document: words of the text, words of attributes."""
    form = claims.article(doc).form
    if form.name == "html":
        return visible(doc.text)
    return visible(rendered(doc.text) if form.name == "markdown" else form.to_html(doc.text))


@each_file
def test_nothing_is_missed_and_nothing_invented(path: Path) -> None:
    """What html5lib and markdown-it show to readers is what translators get."""
    doc = corpus(path)
    text, attributes = seen(doc)
    found = claims.offered(doc)
    missed = (text + attributes) - found - Words(PROTECTED.get(path.name, "").split())
    invented = found - text - attributes - Words(UNSEEN.get(path.name, "").split())
    assert (+missed, +invented) == (Words(), Words()), doc.label


def test_catalogs_are_what_gettext_expects(tmp_path: Path) -> None:
    """All entries, new, drafted and obsolete, suit `msgfmt -c` and `msgcat`, and are read back."""
    made = [claims.drafted(corpus(path), "pseudo") for path in FILES]
    drafts = replace(made[0], entries=tuple({e.key: e for c in made for e in c.entries}.values()))
    empty = tuple(entry.emptied() for entry in drafts.entries)
    for name, catalog in {
        "empty": replace(drafts, entries=empty),
        "drafts": drafts,
        "half": replace(drafts, entries=drafts.entries[::2], obsolete=drafts.entries[1::2]),
    }.items():
        path = tmp_path / f"{name}.po"
        path.write_text(po.write(catalog), "utf-8")
        assert judge(path) == ""
        assert po.write(replace(po.read(path), reference=catalog.reference)) == po.write(catalog)


MARK = re.compile("⟦|<mark")


def test_the_corpus_through_the_command_line(project: Path, toolkit: Toolkit) -> None:
    """A project of all files: drafts are published marked, approved text byte for byte."""
    with (project / "toolkit.toml").open("a") as file:
        file.write('checks = {copied = "off", numbers = "off", script = "off"}\n')
    for path in FILES:
        shutil.copy(path, project / "sources")
    assert toolkit("translate", "--engine", "identity").code == 0
    assert toolkit("publish").code == 3
    assert not (project / "public").exists()
    assert toolkit("publish", "--drafts").code == 0
    unmarked = [
        path.name
        for path in FILES
        if not MARK.search((project / "public" / "en" / path.name).read_text("utf-8"))
    ]
    assert unmarked == []
    assert toolkit("approve", "sources").code == 0
    assert toolkit("publish").code == 0
    for path in FILES:
        assert (project / "public" / "en" / path.name).read_bytes() == path.read_bytes(), path.name


SENTENCES = ["", " ", "Ein Satz.", "Ein Satz.", "<g1>Fett</g1> <x2/>", "{0} %s %(name)s", "北京。"]
SENTENCES += ["\u2028", "1.234,5", "ﷺ 🚀", "Wort " * 500, "&lt;b&gt; <b>", "\\n"]


@pytest.mark.parametrize("name", [name for name in ENGINES if name != "argos"])
def test_engines(name: str) -> None:
    """One result per sentence, in order, each the same alone as among others; nothing is odd."""
    engine = engines.load(name)
    assert engine.path(DE, EN)[0] == DE
    assert engine.path(DE, EN)[-1] == EN
    assert re.fullmatch(r"\S.*", engine.origin(DE, EN))
    assert engine.translate([], DE, EN) == []
    results = engine.translate(SENTENCES, DE, EN)
    alone = [engine.translate([sentence], DE, EN)[0] for sentence in SENTENCES]
    assert results == alone
    for sentence, result in zip(SENTENCES, results, strict=True):
        assert result.text or result.reason or not sentence or name == "none"
        for link in result.links:
            assert 0 <= link.source[0] < link.source[1] <= len(sentence)
            assert 0 <= link.target[0] < link.target[1] <= len(result.text)
