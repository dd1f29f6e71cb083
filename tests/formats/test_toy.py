"""A format is one row: a toy made here, registered here, goes the whole way to the site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from conftest import Toolkit

from toolkit.document.inline import raw_of, shown
from toolkit.document.segment import blocks
from toolkit.formats.format import Format, Localization
from toolkit.formats.table import FORMATS, suffixes
from toolkit.model import Block, BlockKind, Part, Skeleton, Text

ARTICLE = """!language de
!date 2020-12-07
!authors Anna Seghers
# Eine Zeile für Eingeweihte.
= Der Hafen wächst. Er wächst seit 2019.
= Niemand weiß warum.
"""


def parse(source: str) -> tuple[Part, ...]:
    """Lines that begin with `= ` are paragraphs, everything else is nobody's business."""
    return tuple(_parts(source))


def _parts(source: str) -> Iterator[Part]:
    for line in source.splitlines(keepends=True):
        words = line[2:].rstrip("\n")
        if line.startswith("= ") and words:
            yield Skeleton("= ")
            yield Block(BlockKind.PARAGRAPH, (Text(words, words),))
            yield Skeleton(line[2 + len(words) :])
        else:
            yield Skeleton(line)


def spell(block: Block) -> str:
    """Words on one line."""
    pieces = (p.text if isinstance(p, Text) else raw_of(p) for p in block.inline)
    return "".join(pieces).replace("\n", " ")


def to_html(source: str) -> str:
    """The paragraphs."""
    return "".join(f"<p>{escape(shown(block.inline))}</p>" for block in blocks(parse(source)))


def metadata(source: str) -> Mapping[str, str]:
    """`!key value`."""
    return dict(re.findall(r"^!(\w+) (.*)", source, re.M))


def set_language(source: str, localization: Localization) -> str:
    """`!language`."""
    line = f"!language {localization.language.tag}"
    return source.replace(f"!language {localization.original.tag}", line)


def mark_draft(source: str, localization: Localization) -> str:
    """The banner as a paragraph before the others."""
    return source.replace("= ", f"= {localization.banner}\n= ", 1)


TOY = Format("toy", (".toy", ".org"), parse, spell, to_html, mark_draft, metadata, set_language)


@pytest.fixture
def article(project: Path, trial: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An article in a project of a toolkit that knows the toy."""
    monkeypatch.setitem(FORMATS, "toy", TOY)
    path = project / "sources" / "hafen.toy"
    path.write_text(ARTICLE)
    return path


def test_the_whole_way(article: Path, project: Path, toolkit: Toolkit) -> None:
    """Translated, published as a draft, reviewed, published, and on the site, by its row alone."""
    assert toolkit("translate", "--engine", "pseudo").code == 0
    assert toolkit("publish").code == 3
    assert toolkit("publish", "--drafts").out.split() == [
        "public/en/hafen.toy",
        "public/en/hafen.html",
    ]
    draft, page = ((project / "public/en" / f"hafen{end}").read_text() for end in (".toy", ".html"))
    assert draft.startswith("!language en\n!date 2020-12-07\n")
    assert "\n= DRAFT: 3 of 3 sentences are not reviewed; they are marked.\n= ⟦" in draft
    assert '<time datetime="2020-12-07">December 7, 2020</time>' in page
    assert page.count("<mark>") == 3
    assert "noindex" in page
    assert "public/en/hafen.toy: a draft published before" in toolkit("publish").err
    assert toolkit("approve", "sources/hafen.toy").code == 0
    assert toolkit("publish").code == 0
    published = (project / "public/en/hafen.toy").read_text()
    assert "# Eine Zeile für Eingeweihte.\n= Đéŕ Ĥåƒéñ ŵøçĥšţ." in published
    assert "⟦" not in published
    assert toolkit("site").code == 0
    story = (project / "site/en/hafen.html").read_text()
    assert "Đéŕ Ĥåƒéñ ŵøçĥšţ" in story
    assert "Anna Seghers" in story
    assert '<time datetime="2020-12-07">' in story


def test_messages_name_its_suffixes(article: Path, toolkit: Toolkit) -> None:
    """What can be read is said from the table, wherever it is said."""
    article.rename(article.with_suffix(".rst"))
    ran = toolkit("translate")
    assert "hafen.rst is not read; save it as .html, .md, .toy or .txt" in ran.err
    assert suffixes()[-2:] == (".toy", ".org")
    assert f"(files ending in {', '.join(suffixes())})" in ran.err
    assert f"known: {', '.join(suffixes())}" in toolkit("translate", "sources/hafen.rst").err
    article.with_suffix(".rst").rename(article.with_suffix(".org"))
    assert toolkit("translate", "--engine", "pseudo").err.startswith("translate: wrote 1 catalog")


BROKEN = {
    "invisible": lambda text, made: f"# {made.banner}\n{text}",
    "a word lost": lambda text, made: mark_draft(text, made).replace("= ⟦", "=⟦", 1),
    "a paragraph doubled": lambda text, made: mark_draft(text, made) + "= Mehr.\n",
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_banner_that_breaks_the_file_is_refused(
    fault: str, article: Path, project: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A publication is read again after all was done to it; nothing is written if it changed."""
    monkeypatch.setitem(FORMATS, "toy", replace(TOY, mark_draft=BROKEN[fault]))
    toolkit("translate", "--engine", "pseudo")
    ran = toolkit("publish", "--drafts")
    assert ran.code == 1
    assert "error: hafen in English: " in ran.err
    assert not (project / "public").exists()
    assert toolkit("approve", "sources").code == 0
    assert toolkit("publish").code == 0


def test_a_language_that_breaks_the_file_is_refused(
    article: Path, project: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same where no draft is: approved text whose language was set in the wrong place."""
    broken = replace(TOY, set_language=lambda text, _: text.replace("= Đ", "=Đ"))
    monkeypatch.setitem(FORMATS, "toy", broken)
    toolkit("translate", "--engine", "pseudo")
    toolkit("approve", "sources")
    ran = toolkit("publish")
    assert ran.code == 1
    assert "error: hafen in English: the text " in ran.err
    assert not (project / "public").exists()
