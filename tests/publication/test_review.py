"""Review pages: every sentence once in order, state, findings, changes; nothing from a network."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest
import site_browser
from chromium import CHROMIUM
from conftest import SEED, Toolkit

CHANGED = "Das *Treffen* begann um 9 Uhr.\n\n# Titel <b>\n\nDas Ende.\n\nDas Ende.\n"


def test_page(project: Path, toolkit: Toolkit) -> None:
    """A changed source shows what changed; repeated sentences and findings are marked."""
    source = project / "sources" / "a.md"
    source.write_text(CHANGED.replace("9 Uhr", "8 Uhr"))
    toolkit("translate", "--engine", "identity")
    catalog = project / "locales" / "en" / "LC_MESSAGES" / "a.po"
    catalog.write_text(
        catalog.read_text()
        .replace("# mt: identity\n", "")
        .replace("#, fuzzy, no-wrap", "#, no-wrap")
        .replace('msgstr "Das Ende."', 'msgstr "The end"')
    )
    source.write_text(CHANGED)
    ran = toolkit("review")
    assert (ran.code, ran.out.strip()) == (0, "review/en/a.html\nreview/index.html")
    text = (project / "review" / "en" / "a.html").read_text()
    html5lib.HTMLParser(strict=True).parse(text)
    assert "<del>8</del><ins>9</ins>" in text
    assert text.count('class="repeated"') == 1
    assert "The “.” at the end is missing" in text
    assert (
        'Das <code title="&lt;g1&gt;">*</code>Treffen<code title="&lt;/g1&gt;">*</code> begann'
    ) in text
    assert re.findall(r"(?:src|href|url)\s*[=(].*?>", text) == ['href="../index.html">']
    assert '<h1 lang="de" dir="ltr">Das Treffen begann um 9 Uhr</h1>' in text
    assert "<code>sources/a.md</code>" in text


def test_every_sentence_of_the_real_article(project: Path, toolkit: Toolkit) -> None:
    """Sixteen rows in reading order, all empty before anybody translated."""
    (project / "sources" / SEED.name).write_bytes(SEED.read_bytes())
    toolkit("review", "--out", "pages")
    text = (project / "pages" / "en" / SEED.with_suffix(".html").name).read_text()
    rows = re.findall(r'<td class="number"><code>[a-z]{7}</code> (\d+)</td>', text)
    assert rows == [str(number) for number in range(1, 17)]
    assert '<span class="badge empty">16 empty</span>' in text


def test_index(project: Path, toolkit: Toolkit) -> None:
    """It leads to every page with its states and findings; written only if it would be whole."""
    for name in ("a.txt", "b c.txt"):
        (project / "sources" / name).write_text("Im Jahr 2020 kam er.\n\nEr ging.\n")
    toolkit("translate", "--engine", "identity")
    path = project / "locales/en/LC_MESSAGES/a.po"
    path.write_text(path.read_text().replace('msgstr "Er ging."', 'msgstr "He left 2021."'))
    assert "index" not in toolkit("review", "--to", "en").out
    assert "index" not in toolkit("review", "sources/a.txt").out
    ran = toolkit("review")
    assert ran.out.splitlines() == ["review/en/a.html", "review/en/b c.html", "review/index.html"]
    text = (project / "review/index.html").read_text()
    html5lib.HTMLParser(strict=True).parse(text)
    links = re.findall(r'<a href="([^"]+)">(.*?)</a>', text)
    assert links == [
        ("en/a.html", "en: 0 of 2 approved"),
        ("en/b%20c.html", "en: 0 of 2 approved"),
    ]
    assert "2 draft, 0 empty" in text
    assert '<span lang="de" dir="ltr">Im Jahr 2020 kam er</span>' in text
    assert "<code>sources/b c.txt</code>" in text


def test_way_back(project: Path, toolkit: Toolkit) -> None:
    """A page leads to the index from whatever folder, if there is one."""
    path = project / "sources/2026/a.txt"
    path.parent.mkdir()
    path.write_text("Text.\n")
    page = project / "review/en/2026/a.html"
    toolkit("review", "--to", "en")
    assert "href" not in page.read_text()
    for words in ((), ("--to", "en")):
        toolkit("review", *words)
        assert '<a href="../../index.html">' in page.read_text()


@pytest.mark.skipif(not (CHROMIUM and site_browser.AXE), reason="needs Chromium and axe-core")
@pytest.mark.parametrize(("width", "dark"), [(1200, False), (1200, True), (390, True)])
def test_accessible(project: Path, toolkit: Toolkit, width: int, dark: bool) -> None:
    """axe finds no violation of WCAG 2.2 AA: drafts, changes, notes, findings, what is repeated."""
    path = project / "sources/a.md"
    path.write_text(CHANGED.replace("9 Uhr", "8 Uhr").replace("# Titel", "# T"))
    toolkit("translate", "--engine", "identity")
    path.write_text(CHANGED)
    toolkit("translate", "--engine", "none")
    catalog = project / "locales/en/LC_MESSAGES/a.po"
    catalog.write_text(catalog.read_text().replace('msgstr "Das Ende."', 'msgstr "The end 3"'))
    toolkit("review")
    pages = ["index.html", "en/a.html"]
    assert site_browser.axe(project / "review", pages, width, dark) == []
